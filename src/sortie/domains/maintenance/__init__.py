"""Recurring work: plans by time, meter or condition, their dates, and readings. Not the orders."""
