"""Starting Sortie: the database, then one process a kind of role, watched and stopped in order.

Owns: supervision, the HTTP server's start and drain, the first words on the terminal.
Doesn't own: the application it serves (`apps.api`) nor the jobs it runs (`apps.worker`).
"""
