"""The pure solver: numbers in, plan out. It knows no database, no HTTP and no language.

`insertion.rank` places one job and explains every score and every exclusion; `greedy.GreedySolver`
plans many; `check.violations` judges a plan independently. Stronger solvers implement
`greedy.Solver`.
"""
