"""The verbs of dispatch, by act: intake, orders, planning, pool, visits, steps, acceptance,
transfers, handling, clocks, views. ``from sortie.domains.dispatch.service import visits``.
"""
