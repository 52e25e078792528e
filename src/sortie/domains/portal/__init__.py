"""The customer's own door, without an account: report, follow, sign or refuse, rate."""
