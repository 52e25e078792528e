"""Who someone is: accounts, proofs, sessions, API keys. What they may do is permissions' matter."""
