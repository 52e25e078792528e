"""The command line, from an empty folder to a restored backup."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sortie.apps.cli import audit, tenant, user
from sortie.apps.cli.main import app as main

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

type Sortie = Callable[..., str]
GROUPS = {"tenant": tenant.app, "user": user.app, "audit": audit.app}


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sortie-cli-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.fixture
def sortie(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Sortie:
    """Runs a command as a person would and returns what it says; wrong exit codes fail."""
    monkeypatch.delenv("SORTIE_DATABASE_URL", raising=False)
    # logs would go on to the runner's stderr after it is closed
    monkeypatch.setattr("sortie.apps.cli.opening.configure_logging", lambda *_: None)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, data: str = "data", code: int = 0) -> str:
        monkeypatch.setenv("SORTIE_DATA_DIR", str(folder / data))
        group = GROUPS.get(words[0])
        result = CliRunner().invoke(group or main, words[1:] if group else words)
        assert result.exit_code == code, result.output
        return result.output

    return run


def test_a_company_and_its_people_come_and_go(sortie: Sortie) -> None:
    made = sortie("tenant", "create", "acme", "示例公司")
    assert "First password (shown once)" in made
    sortie("user", "create", "acme", "zhang", "--name", "张三", "--role", "engineer")
    assert "张三" in sortie("user", "list", "acme")
    first = sortie("user", "reset-password", "acme", "zhang")
    assert sortie("user", "reset-password", "acme", "zhang") != first
    sortie("user", "disable", "acme", "zhang")
    assert "locked" in sortie("user", "list", "acme")
    assert "✓ acme" in sortie("audit", "verify")
    sortie("tenant", "delete", "acme", "--confirm", "acme")
    assert "acme" not in sortie("tenant", "list")


def test_what_does_not_exist_is_said_in_words(sortie: Sortie) -> None:
    assert "nobody" in sortie("user", "list", "nobody", code=1)
    sortie("tenant", "create", "acme", "示例公司")
    said = sortie("user", "create", "acme", "li", "--role", "wizard", code=1)
    assert "wizard" in said
    assert "li " not in sortie("user", "list", "acme")


def test_a_backup_restored_elsewhere_has_the_same_companies_and_people(
    sortie: Sortie, folder: Path
) -> None:
    sortie("tenant", "create", "acme", "示例公司")
    sortie("user", "create", "acme", "zhang", "--name", "张三", "--role", "engineer")
    sortie("backup", str(folder / "all.tar.zst"))
    assert "acme" in sortie("restore", str(folder / "all.tar.zst"), data="elsewhere")
    people = sortie("user", "list", "acme", data="elsewhere")
    assert people == sortie("user", "list", "acme")
    assert "✓ acme" in sortie("audit", "verify", data="elsewhere")


def test_a_backup_is_not_poured_over_a_living_installation(sortie: Sortie, folder: Path) -> None:
    sortie("tenant", "create", "acme", "示例公司")
    sortie("backup", str(folder / "all.tar.zst"))
    sortie("restore", str(folder / "all.tar.zst"), code=1)
    assert "acme" in sortie("tenant", "list")


def test_an_exported_company_comes_in_under_another_code(sortie: Sortie, folder: Path) -> None:
    sortie("tenant", "create", "acme", "示例公司")
    sortie("tenant", "export", "acme", str(folder / "acme.tar.zst"))
    sortie("tenant", "delete", "acme", "--confirm", "acme")
    sortie("tenant", "import", str(folder / "acme.tar.zst"), "--code", "again")
    assert "admin" in sortie("user", "list", "again")
