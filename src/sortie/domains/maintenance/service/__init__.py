"""The verbs of recurring work: planning (dates), ordering (orders), changing (move, skip), reading
(meters), following (what became of orders).
"""
