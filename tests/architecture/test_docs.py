"""The documents name what is there: files, functions, settings, labels, dependencies."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from scripts import openapi
from scripts.reference import FOLDER, declared, pages

from sortie.base.settings import Settings
from sortie.kernel.objects.seeding import BUILT_IN_ROLES

ROOT = Path(__file__).parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
DOCUMENTS = sorted([*READMES, ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
WRITTEN = [path for path in DOCUMENTS if FOLDER not in path.parents]
ROOTS = ("src/", "tests/", "web/", "docs/", "scripts/", "bench/", ".ci/")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
SETTING = re.compile(r"\bSORTIE_[A-Z0-9_]+\b")
ROW = re.compile(r"^\| `([\w.]+)` \| ([^|]+) \| ([^|]+) \|", re.MULTILINE)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def named(path: Path) -> list[tuple[str, str]]:
    """(file, function or empty) of each ``src/…`` and ``src/…::name`` in backticks."""
    found = []
    for code in CODE.findall(path.read_text()):
        file, _, name = code.partition("::")
        if file.startswith(ROOTS) and " " not in file:
            found.append((file, name))
    return found


@pytest.mark.parametrize("path", WRITTEN, ids=shown)
def test_every_file_a_document_names_is_there(path: Path) -> None:
    missing = [
        file
        for file, _ in named(path)
        if not (any(ROOT.glob(file)) if "*" in file else (ROOT / file).exists())
    ]
    assert missing == []


@pytest.mark.parametrize("path", WRITTEN, ids=shown)
def test_every_function_a_document_names_is_in_its_file(path: Path) -> None:
    definition = r"(?:def|class|function|const|type|interface) {0}\b|^\s*{0}\b.*="
    missing = [
        f"{file}::{name}"
        for file, name in named(path)
        if name
        and not re.search(
            definition.format(re.escape(name)), (ROOT / file).read_text(), re.MULTILINE
        )
    ]
    assert missing == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=shown)
def test_every_link_between_documents_leads_somewhere(path: Path) -> None:
    dead = [
        link
        for link in LINK.findall(path.read_text())
        if not link.startswith(("http://", "https://", "#", "mailto:"))
        and not (path.parent / link.partition("#")[0]).exists()
    ]
    assert dead == []


@pytest.mark.parametrize("path", READMES, ids=shown)
def test_both_readmes_list_every_setting(path: Path) -> None:
    text = path.read_text()
    settings = {f"SORTIE_{name.upper()}" for name in Settings.model_fields}
    assert {name for name in settings if f"`{name}`" not in text} == set()


@pytest.mark.parametrize("path", WRITTEN, ids=shown)
def test_no_document_names_a_setting_that_is_not_read(path: Path) -> None:
    known = {f"SORTIE_{name.upper()}" for name in Settings.model_fields} | {
        "SORTIE_CHROMIUM",
        "SORTIE_FIXTURES",
        "SORTIE_TEST_DATABASE_URL",
    }
    assert set(SETTING.findall(path.read_text())) <= known


def test_the_two_readmes_have_the_same_sections() -> None:
    shapes = [
        [line.split(" ")[0] for line in path.read_text().splitlines() if line.startswith("#")]
        for path in READMES
    ]
    assert shapes[0] == shapes[1]


def test_the_glossary_has_the_words_of_the_program() -> None:
    objects = list(declared().objects)
    known = {o.name: (o.label.zh, o.label.en) for o in objects}
    known |= {f"role.{r.code}": (r.name.zh, r.name.en) for r in BUILT_IN_ROLES}
    for one in objects:
        for state in one.machine.states if one.machine else ():
            known[f"{one.name}.{state.name}"] = (state.label.zh, state.label.en)
    rows = ROW.findall((ROOT / "docs" / "glossary.md").read_text())
    wrong = {
        name: (zh.strip(), en.strip())
        for name, zh, en in rows
        if known.get(name) != (zh.strip(), en.strip())
    }
    assert rows
    assert wrong == {}


def test_every_dependency_has_its_reason_written_down() -> None:
    text = (ROOT / "docs" / "decisions" / "dependencies.md").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    every = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[<>=!~\[ ]", one)[0] for one in every}
    for file in [ROOT / "web" / "package.json", *(ROOT / "web").glob("[ap]*s/*/package.json")]:
        package = json.loads(file.read_text())
        names |= {*package.get("dependencies", {}), *package.get("devDependencies", {})}
    names = {name for name in names if not name.startswith("@sortie/")}
    assert {name for name in names if f"`{name}`" not in text} == set()


def test_the_webs_copy_of_the_openapi_document_is_what_the_program_says() -> None:
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.text(), (
        "type: uv run python -m scripts.openapi"
    )


def test_the_reference_is_what_the_program_says() -> None:
    stale = [name for name, text in pages().items() if (FOLDER / name).read_text("utf-8") != text]
    assert stale == [], "type: uv run python -m scripts.reference"
