"""The kernel: everything is an object; one door in (records), one door out (queries)."""
