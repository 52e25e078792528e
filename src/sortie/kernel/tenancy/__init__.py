"""Tenants: schema, role and database of each; the transaction everything runs in."""
