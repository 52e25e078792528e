"""A whole kernel and a company at work in it, as for the domains."""

from tests.domains.conftest import company, whole_kernel

__all__ = ["company", "whole_kernel"]
