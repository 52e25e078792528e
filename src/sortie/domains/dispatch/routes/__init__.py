"""Dispatch over HTTP: the office's verbs and the engineer's."""

from sortie.domains.dispatch.routes import field, imports, office, paper, requests

ROUTES = [
    *requests.ROUTES,
    *office.ROUTES,
    *field.ROUTES,
    *paper.ROUTES,
    *imports.ROUTES,
]
