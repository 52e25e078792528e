from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.base.errors import InvalidError
from sortie.domains.dispatch.contracts import ChecklistItem, ShowIf, StepKind, StepResult
from sortie.domains.dispatch.rules.checklist import (
    StepGap,
    failed_items,
    missing_items,
    visible_items,
)
from sortie.domains.dispatch.rules.checklist_form import items_from_plain, items_to_plain

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FILE = UUID(int=1)


def item(key: str, kind: StepKind, **changes: Any) -> ChecklistItem:
    return ChecklistItem(key, kind, key, **changes)


def gaps(items: list[ChecklistItem], *results: StepResult) -> list[tuple[str, StepGap]]:
    return [(m.key, m.gap) for m in missing_items(items, results)]


@pytest.mark.parametrize(
    ("step", "result", "gap"),
    [
        (item("a", StepKind.CHECK, required=True), None, StepGap.MISSING),
        (item("a", StepKind.CHECK, required=True), StepResult("a", value=False), None),
        (item("a", StepKind.TEXT, required=True), StepResult("a", value="  "), StepGap.MISSING),
        (item("a", StepKind.TEXT), None, None),
        (item("a", StepKind.NUMBER, required=True), StepResult("a", value="x"), StepGap.NOT_A_NUMBER),
        (item("a", StepKind.NUMBER, required=True), StepResult("a", value="0.35"), None),
        (item("a", StepKind.NUMBER), StepResult("a", value="abc"), StepGap.NOT_A_NUMBER),
        (item("a", StepKind.CHOICE, choices=("ok",)), StepResult("a", value="no"), StepGap.NOT_A_CHOICE),
        (item("a", StepKind.PHOTO, required=True, count=2), StepResult("a", files=(FILE,)), StepGap.PHOTOS),
        (item("a", StepKind.PHOTO, required=True), StepResult("a", files=(FILE,)), None),
        (item("a", StepKind.SIGNATURE, required=True), StepResult("a"), StepGap.MISSING),
        (item("a", StepKind.SCAN, required=True), StepResult("a", skipped_reason="坏了"), StepGap.SKIPPED),
        (item("a", StepKind.SCAN), StepResult("a", skipped_reason="坏了"), None),
    ],
)  # fmt: skip
def test_a_step_is_done_only_by_a_valid_answer(
    step: ChecklistItem, result: StepResult | None, gap: StepGap | None
) -> None:
    found = gaps([step], *([result] if result else []))
    assert found == ([("a", gap)] if gap else [])


def test_a_hidden_step_is_neither_asked_nor_missing() -> None:
    items = [
        item("ok", StepKind.CHECK, required=True),
        item("why", StepKind.TEXT, required=True, show_if=ShowIf("ok", equals=False)),
        item("photo", StepKind.PHOTO, required=True, show_if=ShowIf("why")),
    ]
    fine, broken = StepResult("ok", value=True), StepResult("ok", value=False)
    assert gaps(items, fine) == []
    assert gaps(items, broken) == [("why", StepGap.MISSING)]
    assert gaps(items, broken, StepResult("why", value="漏水")) == [("photo", StepGap.MISSING)]
    # The answer to a step that has been hidden again opens nothing.
    assert [i.key for i in visible_items(items, [fine, StepResult("why", value="x")])] == ["ok"]


def test_a_step_done_too_fast_is_not_done() -> None:
    items = [item("a", StepKind.CHECK), item("b", StepKind.CHECK, min_seconds=60)]
    first = StepResult("a", value=True, done_at=NOW)
    hasty = StepResult("b", value=True, done_at=NOW + timedelta(seconds=59))
    assert gaps(items, first, hasty) == [("b", StepGap.TOO_FAST)]
    steady = StepResult("b", value=True, done_at=NOW + timedelta(seconds=60))
    assert gaps(items, first, steady) == []


def test_a_bad_answer_is_valid_but_failed_and_leads_somewhere() -> None:
    items = [
        item("p", StepKind.NUMBER, minimum=0, maximum=0.6, on_fail="block"),
        item("c", StepKind.CHOICE, choices=("good", "worn"), bad=frozenset({"worn"})),
        item("k", StepKind.CHECK, on_fail="issue"),
    ]
    bad = [
        StepResult("p", value="-0.1"),
        StepResult("c", value="worn"),
        StepResult("k", value=False),
    ]
    assert gaps(items, *bad) == []
    assert [(f.key, f.on_fail) for f in failed_items(items, bad)] == [
        ("p", "block"), ("c", ""), ("k", "issue"),
    ]  # fmt: skip
    good = [StepResult("p", value=0.6), StepResult("c", value="good"), StepResult("k", value=True)]
    assert failed_items(items, good) == ()


def test_the_missing_step_says_in_both_languages_what_to_do() -> None:
    step = ChecklistItem("s", StepKind.PHOTO, "铭牌照片", "Name plate", required=True, count=2)
    (missing,) = missing_items([step], [StepResult("s", files=(FILE,))])
    assert missing.text.zh == "「铭牌照片」需要至少 2 张照片。"
    assert missing.text.en == "“Name plate” needs at least 2 photo(s)."


keys = st.sampled_from("abcdef")
items_lists = st.lists(
    st.builds(
        ChecklistItem,
        keys,
        st.sampled_from(StepKind),
        st.just("标题"),
        required=st.booleans(),
        minimum=st.none() | st.integers(-5, 0),
        maximum=st.none() | st.integers(1, 5),
        choices=st.just(("x", "y")),
        bad=st.sampled_from([frozenset(), frozenset({"x"})]),
        count=st.integers(1, 3),
        min_seconds=st.integers(0, 9),
        on_fail=st.sampled_from(["", "issue", "block"]),
    ),
    unique_by=lambda i: i.key,
    max_size=6,
)


@given(items_lists)
def test_a_checklist_survives_its_plain_form(items: list[ChecklistItem]) -> None:
    assert items_from_plain(items_to_plain(tuple(items))) == tuple(items)


@given(items_lists)
def test_without_answers_exactly_the_required_steps_are_missing(items: list[ChecklistItem]) -> None:
    assert [m.key for m in missing_items(items, [])] == [i.key for i in items if i.required]


def test_every_wrong_field_of_a_template_is_named_at_once() -> None:
    with pytest.raises(InvalidError) as caught:
        items_from_plain(
            [
                {"key": "", "title": "", "kind": "dance"},
                {"key": "n", "title": "n", "kind": "number", "min": 5, "max": 1},
                {"key": "c", "title": "c", "kind": "choice"},
                {"key": "d", "title": "d", "kind": "choice", "choices": ["a"], "bad": ["z"]},
                {"key": "e", "title": "e", "kind": "text", "on_fail": "explode", "count": -1},
                {"key": "f", "title": "f", "kind": "text"},
                {"key": "f", "title": "f", "kind": "text", "show_if": {"key": "later"}},
            ]
        )
    assert {f.path for f in caught.value.fields} == {
        "items.0.key", "items.0.title", "items.0.kind", "items.1.min", "items.2.choices",
        "items.3.bad", "items.4.on_fail", "items.4.count", "items.6.key", "items.6.show_if",
    }  # fmt: skip
    with pytest.raises(InvalidError):
        items_from_plain({"not": "a list"})
