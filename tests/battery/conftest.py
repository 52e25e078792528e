"""The battery's ground: a company with a record of every object, and eight callers at its door."""

from tests.api.conftest import api
from tests.kernel.conftest import kernel, other_tenant, tenant

__all__ = ["api", "kernel", "other_tenant", "tenant"]
