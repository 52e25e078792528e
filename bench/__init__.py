"""Every published figure, as something anyone can run: ``make bench B=<name>``."""
