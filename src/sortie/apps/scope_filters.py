"""A grant's row filter is tried before it is kept: a broken one would break every read under it."""

from dataclasses import replace

from sortie.base.errors import InvalidError, invalid
from sortie.kernel.permissions.contracts import Actor, ScopeKind
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Query
from sortie.kernel.records.contracts import Draft
from sortie.kernel.records.service import Hooks
from sortie.kernel.tenancy.contracts import Tx

_EVERYTHING = "*"


def refuse_broken_scopes(hooks: Hooks) -> None:
    """Check every write of a role's grant."""
    hooks.before("role_grant", _check)


async def _check(tx: Tx, actor: Actor, draft: Draft) -> None:
    """Raises InvalidError, naming ``scope_filter``, when the filter doesn't hold on the object."""
    if draft.get("scope_kind") != ScopeKind.FILTER:
        return
    tree, name = draft.get("scope_filter"), draft.get("object")
    if not tree or name == _EVERYTHING:
        raise invalid(
            "scope_filter",
            "scope.filter_needed",
            "请为一个具体对象填写条件。",
            "Give conditions, and for one object.",
        )
    try:
        await queries.list_records(tx, actor.as_system(), Query(name, ("id",), tree, limit=1))
    except InvalidError as problem:
        # a query says where in its own words; whoever saves a grant sees the form's field
        raise InvalidError(*(replace(p, path="scope_filter") for p in problem.fields)) from None
