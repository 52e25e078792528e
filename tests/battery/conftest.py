"""The battery's ground: a company with a record of every object, and eight callers at its door."""

from tests.api.conftest import api, other_tenant, tenant, whole

__all__ = ["api", "other_tenant", "tenant", "whole"]
