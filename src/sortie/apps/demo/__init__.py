"""The demo company: made-up people and customers in Jinan, with a past and with work today."""

from sortie.apps.demo.founding import ensure_demo, install, make_today

__all__ = ["ensure_demo", "install", "make_today"]
