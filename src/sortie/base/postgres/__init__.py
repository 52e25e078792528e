"""An own PostgreSQL, from the binaries of a Python wheel, under a small supervisor.

Owns: where the cluster lives, whom it runs as, its first start, its restarts, its clean stop.
Doesn't own: what is inside it (the kernel's migrations), nor servers given by a URL.
"""
