"""Dispatch over HTTP: the office's verbs and the engineer's."""

from sortie.domains.dispatch.routes import calendars, field, imports, office, paper, plans, requests

ROUTES = [
    *requests.ROUTES,
    *calendars.ROUTES,
    *office.ROUTES,
    *field.ROUTES,
    *paper.ROUTES,
    *imports.ROUTES,
    *plans.ROUTES,
]
