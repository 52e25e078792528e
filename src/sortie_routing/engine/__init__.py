"""Our own planner: ruin-and-recreate over arrays, compiled by numba. Import it where it is used:
loading the compiler takes a second.

`arrays` says what every array holds; `compiling` fills them from a problem; `kernel_*` are the
compiled loops; `search` drives them; `reading` turns the arrays back into a schedule.
"""
