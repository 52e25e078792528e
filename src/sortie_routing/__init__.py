"""The pure solver: numbers in, plan out. It knows no database, no HTTP and no language.

`problem` and `objective` are the problem, `schedule` is the plan, `solving` what every planner
offers. `engine.choosing.ChoosingPlanner` plans many jobs (our own engine, or PyVRP where the problem
is a plain one), `engine.board.Board` holds a day ready and places one job in a fraction of a
millisecond, `engine.warming.warm` compiles ahead of time. `referee.breaches` judges a schedule
independently.

`insertion.rank` places one job among published times and explains every score and every exclusion
in plain Python; `greedy.GreedySolver` plans many that way, and `check.violations` judges its plans.
"""
