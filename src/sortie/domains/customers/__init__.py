"""Customers, their people, places (with fence) and machines (with QR code)."""
