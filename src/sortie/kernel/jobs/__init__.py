"""Background work on PostgreSQL: queue, retries, schedules."""
