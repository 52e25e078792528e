"""Each import contract breaks when somebody breaks it, and only then."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Breach:
    contract: str
    file: str
    line: str


BREACHES = [
    Breach("floors", "sortie/base/errors.py", "import sortie.kernel.tenancy.contracts"),
    Breach("kernel_stairs", "sortie/kernel/tenancy/contracts.py", "import sortie.kernel.records.contracts"),
    Breach("kernel_stairs", "sortie/kernel/unheard_of/__init__.py", "import sortie.base"),
    Breach("domain_stairs", "sortie/domains/people/contracts.py", "import sortie.domains.dispatch.contracts"),
    Breach("room_order", "sortie/domains/people/repository.py", "import sortie.domains.people.service"),
    Breach("pure_rules", "sortie/domains/people/rules.py", "import httpx"),
    Breach("pure_rules_direct", "sortie/domains/people/rules.py", "import asyncpg"),
    Breach("pure_routing", "sortie_routing/__init__.py", "import sortie.base.ids"),
    Breach("front_door", "sortie/domains/customers/service.py", "import sortie.domains.people.repository"),
    Breach("no_cycles", "sortie/base/i18n.py", "import sortie.base.errors"),
]  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second house to break things in."""
    house = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src", house / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests" / "architecture", house / "tests" / "architecture")
    shutil.copy(ROOT / "pyproject.toml", house)
    return house


def lint(house: Path, *contracts: str) -> str:
    chosen = [word for name in contracts for word in ("--contract", name)]
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo", *chosen],
        cwd=house,
        env={"PYTHONPATH": f"{house / 'src'}:{house}", "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        check=False,
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def test_the_house_as_it_is_keeps_every_contract(copy: Path) -> None:
    assert "0 broken" in lint(copy)


@pytest.mark.parametrize("breach", BREACHES, ids=lambda b: f"{b.contract}-{Path(b.file).stem}")
def test_a_planted_breach_is_caught(copy: Path, breach: Breach) -> None:
    file = copy / "src" / breach.file
    before = file.read_text() if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{before or ''}\n{breach.line}\n")
    try:
        assert "1 broken" in lint(copy, breach.contract)
    finally:
        if before is None:
            shutil.rmtree(file.parent)
        else:
            file.write_text(before)
