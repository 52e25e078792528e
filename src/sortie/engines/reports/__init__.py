"""Reports: figures over records, through the query compiler only."""
