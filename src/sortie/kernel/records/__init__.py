"""The one door in: rights → validate → rules → row, audit, feed and outbox in one transaction."""
