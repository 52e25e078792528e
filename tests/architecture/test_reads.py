"""Nothing leaves the program but through the query compiler.

A room may ask its tables for what the product decides by: which rows, who is free, when a clock runs
out. What an answer shows of a record comes from `kernel.queries`, or an administrator's field rights
wouldn't hold there. So SQL over an object's table stands in the modules named here, each with its
reason, and what makes answers may use of them only what picks rows.
"""

import ast
import re
from pathlib import Path

import pytest
from tests.architecture.test_house_rules import ROOT

ROOMS = ROOT / "src/sortie/domains"
ENGINES = ROOT / "src/sortie/engines"
OBJECT_TABLE = re.compile(r"""\.t\(f?["']o_""")

DECIDES = {
    "customers/repository.py": "finds by number, sticker and polygon; callers pass ids on to queries",
    "dispatch/repository.py": "planning, clocks, offers and sweeps; for answers it picks rows",
    "dispatch/repository_paper.py": "how an order came to where it is, for its frozen archive",
    "dispatch/repository_plans.py": "a whole day's orders and visits at once, for the planner",
    "dispatch/repository_ways.py": "ways made, from which travel times are learned",
    "dispatch/service/telling.py": "the order's number in a notice to those who may see the order",
    "messaging/repository.py": "whom to tell; which notes stand on a record",
    "people/repository.py": "who can work when, across many people at once",
    "portal/repository.py": "which records a token opens, and what may be done with them",
    "settlement/repository.py": "the facts a price and a wage are computed from",
    "tracking/repository.py": "the last position, to plan with and to tell a distance",
}
"""Modules with SQL over objects' tables, and why that isn't a way out."""

PICKS = {
    "dispatch/service/board.py": {},
    "dispatch/service/callers.py": {},
    "dispatch/service/views.py": {"about", "asset_history", "appointments_of"},
    "dispatch/service/pool.py": {"open_offers", "open_grabs", "lapsed_offers"},
    "dispatch/service/intake.py": {"open_on_same"},
    "messaging/service.py": {"people", "already_told", "unread", "notes", "with_roles"},
    "portal/behind.py": {"opened_by", "latest_visit", "is_rated", "recent_of_asset", "lifetime"},
    "portal/service.py": {},
}
"""What makes answers, and the few of its repository's functions it may use."""

TELLS_NOTHING = {
    "about": {"customer", "site", "asset"},
    "asset_history": {"order", "visit"},
    "open_offers": {"id", "work_order"},
    "notes": {"id", "visibility", "created_by"},
    "opened_by": {"id", "state", "finished_at", "rework_count"},
    "latest_visit": {"id", "engineer", "departed_at"},
    "lifetime": {"id", "state", "archived_at", "updated_at", "moved_at", "link_days", "policy"},
    "recent_of_asset": {"id"},
    "open_on_same": {"object", "id", "asset", "description", "created_at"},
}
"""Columns of what picks rows: ids, and facts the verb decides by."""


def _modules() -> list[Path]:
    return sorted(p for folder in (ROOMS, ENGINES) for p in folder.rglob("*.py"))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOMS if path.is_relative_to(ROOMS) else ENGINES))


def test_sql_over_objects_stands_only_where_its_reason_is_given() -> None:
    found = {_name(p) for p in _modules() if OBJECT_TABLE.search(p.read_text())}
    assert found == set(DECIDES)


def test_no_route_asks_the_database_itself() -> None:
    asking = [
        _name(path)
        for path in _modules()
        if (path.stem == "routes" or path.parent.name == "routes")
        and re.search(r"\brepository\b|\btx\.(fetch|row|value)\(", path.read_text())
    ]
    assert asking == []


@pytest.mark.parametrize("module", PICKS)
def test_what_makes_answers_asks_its_repository_only_for_rows(module: str) -> None:
    tree = ast.parse((ROOMS / module).read_text())
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id.startswith("repository")
    }
    assert used <= set(PICKS[module])


@pytest.mark.parametrize("function", TELLS_NOTHING)
def test_what_picks_rows_for_an_answer_brings_no_values(function: str) -> None:
    bodies = [
        node
        for path in ROOMS.rglob("repository.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.AsyncFunctionDef) and node.name == function
    ]
    assert bodies
    for body in bodies:
        assert _columns(ast.unparse(body)) <= TELLS_NOTHING[function]


def _columns(source: str) -> set[str]:
    """Names of what the outermost SELECTs of a function bring."""
    found = set()
    for selected in re.findall(r"(?<!\()SELECT (.*?)\s+FROM \{", _flat(source)):
        for item in selected.split(","):
            found.add(re.split(r"\bAS\b|\.", item.strip())[-1].strip(" '\"\\"))
    return found


def _flat(source: str) -> str:
    """On one line, and without what stands in brackets: a subselect brings what it is called."""
    text = re.sub(r"\{[^{}]*\}", "{}", re.sub(r"\\n|\s", " ", source))
    while (less := re.sub(r"\(SELECT[^()]*\)", "()", text)) != text:
        text = less
    return text
