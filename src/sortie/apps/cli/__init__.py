"""The ``sortie`` command: one module a command."""
