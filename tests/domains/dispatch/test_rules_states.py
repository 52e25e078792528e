import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.domains.dispatch.rules.order_state import (
    PLANNED,
    UNDER_WAY,
    VisitState,
    command_for,
    derive,
)
from sortie.domains.dispatch.rules.states import (
    APPOINTMENT_MACHINE,
    HOLDS_SLOT,
    NEXT_ACTION,
    REQUEST_MACHINE,
    WORK_ORDER_MACHINE,
)
from sortie.kernel.objects.contracts import Category, StateMachine

MACHINES = {
    "request": REQUEST_MACHINE,
    "work_order": WORK_ORDER_MACHINE,
    "appointment": APPOINTMENT_MACHINE,
}


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_every_state_can_be_reached_and_every_move_names_known_states(
    machine: StateMachine,
) -> None:
    known = set(machine.by_name)
    for move in machine.transitions:
        assert move.sources <= known
        assert move.target in known
    reached = {machine.initial}
    for _ in known:
        reached |= {m.target for m in machine.transitions if m.sources & reached}
    assert reached == known


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_one_command_leads_from_one_state_to_one_place(machine: StateMachine) -> None:
    pairs = [(m.command, source) for m in machine.transitions for source in m.sources]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_every_open_state_has_a_way_out(machine: StateMachine) -> None:
    for state in machine.states:
        if state.category in {Category.OPEN, Category.PAUSED}:
            assert any(state.name in m.sources for m in machine.transitions), state.name


def test_an_order_can_be_cancelled_before_work_and_not_after_it() -> None:
    for state in ("created", "in_review", "pending_dispatch", "in_pool", "dispatched"):
        assert WORK_ORDER_MACHINE.find("cancel", state)
    for state in ("in_progress", "pending_acceptance", "accepted", "settled", "archived"):
        assert WORK_ORDER_MACHINE.find("cancel", state) is None


def test_the_big_button_always_names_a_move_the_table_has() -> None:
    for state, command in NEXT_ACTION.items():
        assert APPOINTMENT_MACHINE.find(command, state)
    freed = set(APPOINTMENT_MACHINE.by_name) - HOLDS_SLOT
    assert freed == {"declined", "no_show", "cancelled"}


@pytest.mark.parametrize(
    ("visits", "state"),
    [
        ([], "pending_dispatch"),
        ([(1, "declined")], "pending_dispatch"),
        ([(1, "dispatched")], "dispatched"),
        ([(1, "accepted"), (1, "working")], "in_progress"),
        ([(1, "paused")], "in_progress"),
        ([(1, "completed")], "pending_acceptance"),
        ([(1, "completed"), (1, "partly_completed")], "pending_dispatch"),
        ([(1, "partly_completed"), (2, "completed")], "pending_acceptance"),
        ([(1, "partly_completed"), (2, "scheduled")], "dispatched"),
        ([(1, "cannot_complete")], "cannot_complete"),
        ([(1, "cannot_complete"), (2, "cancelled")], "cannot_complete"),
        ([(1, "no_show")], "pending_dispatch"),
    ],
)
def test_the_order_follows_its_visits(visits: list[tuple[int, str]], state: str) -> None:
    assert derive(VisitState(*v) for v in visits) == state


visit_lists = st.lists(
    st.builds(VisitState, st.integers(1, 3), st.sampled_from(sorted(APPOINTMENT_MACHINE.by_name))),
    max_size=5,
)


@given(visit_lists)
def test_somebody_at_work_means_in_progress_whatever_else_there_is(
    visits: list[VisitState],
) -> None:
    if any(v.state in UNDER_WAY for v in visits):
        assert derive(visits) == "in_progress"
    elif any(v.state in PLANNED for v in visits):
        assert derive(visits) == "dispatched"


@given(st.sampled_from(sorted(WORK_ORDER_MACHINE.by_name)), visit_lists)
def test_the_command_for_an_order_is_one_its_table_allows(
    order_state: str, visits: list[VisitState]
) -> None:
    command = command_for(order_state, visits)
    if command is not None:
        move = WORK_ORDER_MACHINE.find(command, order_state)
        assert move is not None
        assert move.target == derive(visits)


def test_the_main_road_is_walked_by_the_visits_alone() -> None:
    assert command_for("pending_dispatch", [VisitState(1, "dispatched")]) == "dispatch"
    assert command_for("dispatched", [VisitState(1, "working")]) == "start"
    assert command_for("in_progress", [VisitState(1, "completed")]) == "finish"
    assert command_for("in_progress", [VisitState(1, "partly_completed")]) == "return"
    assert command_for("dispatched", [VisitState(1, "declined")]) == "return"
    assert command_for("on_hold", [VisitState(1, "working")]) is None
    assert command_for("in_progress", [VisitState(1, "working")]) is None
