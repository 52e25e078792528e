"""Short words for declaring objects: a room's ``objects.py`` reads like a table."""

from collections.abc import Iterable, Mapping
from typing import Any

from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Category, DefaultRight, State, Transition
from sortie.kernel.permissions.contracts import FieldRight, Scope, ScopeKind

NO_ROWS: Mapping[str, Any] = {"field": "id", "op": "in", "value": []}
"""No row by itself: the role's fields hold for rows a verb lends (``Actor.lend``), like the customer
of a visit or the order behind a link.
"""


def right(
    role: str,
    actions: str,
    scope: str = "all",
    *,
    show: Iterable[str] | None = None,
    hide: Iterable[str] = (),
    mask: Iterable[str] = (),
    read_only: Iterable[str] = (),
    where: Mapping[str, Any] | None = None,
) -> DefaultRight:
    """``right("engineer", "read update command:*", "own", mask=["phone"])``.

    ``show``: these fields to be read and no others, those added later neither.
    """
    fields = {
        **dict.fromkeys(show or (), FieldRight.READ),
        **dict.fromkeys(read_only, FieldRight.READ),
        **dict.fromkeys(mask, FieldRight.MASKED),
        **dict.fromkeys(hide, FieldRight.HIDDEN),
    }
    kind = ScopeKind.FILTER if where is not None else ScopeKind(scope)
    default = FieldRight.WRITE if show is None else FieldRight.HIDDEN
    of = Scope(kind, filter=where)
    return DefaultRight(role, frozenset(actions.split()), of, default, fields)


def choices(*rows: tuple[str, str, str] | tuple[str, str, str, str]) -> dict[str, Any]:
    """Options of a choice field from (value, zh, en[, colour]) rows."""
    return {
        "choices": [
            {
                "value": row[0],
                "label": {"zh": row[1], "en": row[2]},
                "color": row[3] if len(row) == 4 else "grey",  # noqa: PLR2004  the row with a colour,
            }
            for row in rows
        ]
    }


def state(name: str, zh: str, en: str, category: str, color: Any = "grey") -> State:
    return State(name, Label(zh, en), Category(category), color)


def move(
    command: str,
    sources: str,
    target: str,
    zh: str,
    en: str,
    *,
    reason: bool = False,
    internal: bool = False,
) -> Transition:
    """``move("cancel", "draft published", "cancelled", "取消", "Cancel", reason=True)``."""
    return Transition(
        command,
        frozenset(sources.split()),
        target,
        Label(zh, en),
        needs_reason=reason,
        internal=internal,
    )
