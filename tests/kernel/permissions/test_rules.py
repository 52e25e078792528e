"""Grants of roles, bound to units and narrowed by an API key's scopes."""

from uuid import UUID

from sortie.kernel.identity.service import scope_allows
from sortie.kernel.permissions.contracts import FieldRight, Grant, Rights, Scope, ScopeKind
from sortie.kernel.permissions.org import OrgTree, Unit
from sortie.kernel.permissions.rules import (
    Held,
    KeyScopes,
    bound_scope,
    features_of,
    rights_of,
    touches_rights,
)

NORTH, SERVICE, TEAM, SALES = (UUID(int=n) for n in range(1, 5))
TREE = OrgTree.of(
    (
        Unit(NORTH, "company"),
        Unit(SERVICE, "department", NORTH),
        Unit(TEAM, "team", SERVICE),
        Unit(SALES, "department", NORTH),
    )
)


def _grant(role: str, object_: str, actions: str, kind: ScopeKind = ScopeKind.ALL) -> Grant:
    return Grant(role, object_, frozenset(actions.split()), Scope(kind))


def _key(*scopes: str) -> KeyScopes:
    return KeyScopes(frozenset(scopes), scope_allows)


def test_a_role_held_within_a_unit_reaches_no_further() -> None:
    for kind, wanted in (
        (ScopeKind.ALL, {SERVICE, TEAM}),
        (ScopeKind.SUBTREE, {SERVICE, TEAM}),
        (ScopeKind.UNIT, {SERVICE, TEAM}),
        (ScopeKind.TEAM, {SERVICE}),
    ):
        bound = bound_scope(Scope(kind), SERVICE, TREE)
        assert (bound.kind, set(bound.units)) == (ScopeKind.NAMED, wanted)
    named = bound_scope(Scope(ScopeKind.NAMED, (TEAM, SALES)), SERVICE, TREE)
    assert set(named.units) == {TEAM}
    assert bound_scope(Scope(ScopeKind.OWN), SERVICE, TREE).kind is ScopeKind.OWN
    filtered = Scope(ScopeKind.FILTER, filter={"field": "x", "op": "is_null"})
    assert len((bound_scope(filtered, SERVICE, TREE).filter or {})["and"]) == 2


def test_named_units_reach_everything_below_them() -> None:
    assert set(bound_scope(Scope(ScopeKind.NAMED, (NORTH,)), None, TREE).units) == {
        NORTH,
        SERVICE,
        TEAM,
        SALES,
    }


def test_a_grant_on_every_object_yields_to_the_same_roles_own_grant_only() -> None:
    rights = Rights(
        {
            "*": (_grant("wide", "*", "read"), _grant("both", "*", "read")),
            "bill": (_grant("both", "bill", "export"),),
        }
    )
    assert rights.may("bill", "read")  # by "wide", which says nothing of bills
    only = Rights(
        {"*": (_grant("both", "*", "read"),), "bill": (_grant("both", "bill", "export"),)}
    )
    assert not only.may("bill", "read")


def test_an_api_key_never_gets_more_than_its_owner() -> None:
    book = {"r": [_grant("r", "bill", "read update"), _grant("r", "*", "*")]}
    held = [Held("r")]
    read_only = rights_of(held, book, TREE, _key("read"))
    assert read_only.may("bill", "read")
    assert read_only.may("customer", "read")
    assert not read_only.may("bill", "update")
    assert not read_only.may("customer", "delete")
    other = rights_of(held, book, TREE, _key("customer:write"))
    assert other.may("customer", "create")
    assert not other.may("customer", "delete")
    assert not other.may("bill", "read")
    assert not other.may("site", "read")


def test_an_own_grant_cut_to_nothing_still_shuts_out_the_wide_one() -> None:
    book = {"r": [_grant("r", "bill", "export"), _grant("r", "*", "read")]}
    rights = rights_of([Held("r")], book, TREE, _key("read"))
    assert not rights.may("bill", "read")


def test_a_key_has_a_feature_only_when_a_scope_names_it() -> None:
    assert features_of(["admin.audit", "reports.view"], None) == {"admin.audit", "reports.view"}
    assert features_of(["admin.audit", "reports.view"], _key("reports.view:use")) == {
        "reports.view"
    }
    assert features_of(["admin.audit"], _key("read")) == frozenset()


def test_only_what_rights_depend_on_makes_actors_stale() -> None:
    assert touches_rights("user_role", {"until"})
    assert touches_rights("org_unit", {"parent"})
    assert not touches_rights("org_unit", {"name"})
    assert not touches_rights("user", {"last_seen"})
    assert not touches_rights("customer", {"name"})


def test_a_hidden_field_right_is_below_all_others() -> None:
    assert FieldRight.HIDDEN < FieldRight.MASKED < FieldRight.READ < FieldRight.WRITE
