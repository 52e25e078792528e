"""Sign-in: accounts, passwords, second factors, sessions, keys. Knows who, not what they may."""
