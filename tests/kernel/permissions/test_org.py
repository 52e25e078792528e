"""The org tree, pure."""

from uuid import UUID

from sortie.kernel.permissions.org import OrgTree, Unit


def _id(number: int) -> UUID:
    return UUID(int=number)


GROUP, NORTH, SERVICE, TEAM, SALES, SOUTH = (_id(n) for n in range(1, 7))
TREE = OrgTree.of(
    (
        Unit(GROUP, "group"),
        Unit(NORTH, "company", GROUP),
        Unit(SERVICE, "department", NORTH),
        Unit(TEAM, "team", SERVICE),
        Unit(SALES, "department", NORTH),
        Unit(SOUTH, "company", GROUP),
    )
)


def test_below_a_unit_is_all_under_it_and_itself() -> None:
    assert TREE.below(NORTH) == {NORTH, SERVICE, TEAM, SALES}
    assert TREE.below(TEAM, SOUTH) == {TEAM, SOUTH}
    assert TREE.below(_id(99)) == frozenset()


def test_a_teams_unit_is_its_department_with_all_its_teams() -> None:
    assert TREE.unit_scope(TEAM) == {SERVICE, TEAM}
    assert TREE.unit_scope(NORTH) == {NORTH}


def test_the_company_of_a_team_is_the_nearest_above() -> None:
    assert TREE.company(TEAM) == NORTH
    assert TREE.company(GROUP) == GROUP


def test_the_closure_holds_each_pair_once_with_its_distance() -> None:
    pairs = list(TREE.closure())
    assert len(pairs) == len(set(pairs)) == 6 + 5 + 3 + 1
    assert (GROUP, TEAM, 3) in pairs
    assert (TEAM, TEAM, 0) in pairs


def test_a_cycle_ends_where_it_closes() -> None:
    tree = OrgTree.of((Unit(NORTH, "team", SOUTH), Unit(SOUTH, "team", NORTH)))
    assert tree.chain(NORTH) == (NORTH, SOUTH)
    assert tree.below(NORTH) == {NORTH, SOUTH}
