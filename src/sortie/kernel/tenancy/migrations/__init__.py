"""The control plane, revision by revision: DDL only, rendered to SQL (see base.migrations)."""
