"""Engines: capabilities over any object, below the domains and above the kernel."""
