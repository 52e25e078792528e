"""Telling people: in-app notifications, e-mail, notes and @mentions on any record."""
