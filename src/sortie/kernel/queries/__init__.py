"""The one door out: a query on an object becomes SQL with rights compiled in."""
