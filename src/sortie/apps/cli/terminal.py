"""How the command line speaks: in the terminal's language, in both where it has none."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from sortie.apps.serve.errors import StartError
from sortie.apps.serve.preparation import SignIn
from sortie.apps.serve.supervisor import Greeting
from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.base.postgres.errors import EmbeddedPostgresError
from sortie.base.settings import Settings

_WIDE = 160
_LOST_SHOWN = 20
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

APPS = (
    ("/console/", Label("管理台", "Console")),
    ("/m/", Label("工程师手机端", "Engineer's phone")),
    ("/p/", Label("客户入口", "Customer portal")),
)


def worded(label: Label, *, between: str = "  ") -> str:
    """``label`` in the terminal's language; in both when LANG doesn't say (C, POSIX, unset)."""
    tongue = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "").lower()
    if tongue.startswith("zh"):
        return label.zh
    if tongue.startswith("en"):
        return label.en
    return f"{label.zh}{between}{label.en}"


def tell(label: Label) -> None:
    """Say what takes a while."""
    err.print(f"[dim]· {worded(label)}[/dim]")


def fail(error: AppError) -> NoReturn:
    """Say what is wrong and what would work, and leave with the error's exit code."""
    both = Label(error.sentence("zh-CN"), error.sentence("en"))
    err.print(f"[bold red]✗[/bold red] {worded(both, between='\n  ')}", soft_wrap=True)
    if isinstance(error, EmbeddedPostgresError | StartError):
        raise typer.Exit(error.exit_code)
    raise typer.Exit(1)


def tell_lost(files: Sequence[str]) -> None:
    """Files that an archive can't hold, because the store has lost them: said, never passed over."""
    if not files:
        return
    zh = f"{len(files)} 个文件在存储中已丢失，归档里没有："
    en = f"{len(files)} files are missing from the store and so from the archive:"
    err.print(f"[bold yellow]![/bold yellow] {worded(Label(zh, en))}")
    for name in files[:_LOST_SHOWN]:
        err.print(f"  {name}", soft_wrap=True)
    if len(files) > _LOST_SHOWN:
        err.print("  …")


@contextmanager
def answering() -> Iterator[None]:
    """Errors meant for people are told as sentences, not as traces."""
    try:
        yield
    except AppError as error:
        fail(error)


@contextmanager
def counting(label: Label) -> Iterator[Callable[[str, int, int], None]]:
    """A bar to be told (what, done, of); on stderr, so stdout stays for the answer."""
    with Progress(
        TextColumn(worded(label)),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.description}"),
        console=err,
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)


def greet(greeting: Greeting) -> None:
    """Where Sortie answers, and a way in for every role."""
    base = greeting.settings.public_url
    out.print()
    out.print(f"[bold green]Sortie 外勤[/bold green]  {base}")
    if greeting.settings.roles & {"api"}:
        for path, name in APPS:
            out.print(f"  {base}{path:<10} {worded(name)}")
    if greeting.embedded is not None:
        out.print(f"  [dim]PostgreSQL: {greeting.embedded}[/dim]")
    if greeting.sign_ins:
        out.print()
        show_ways_in(greeting.settings, greeting.sign_ins)
    out.print(f"[dim]{worded(Label('按 Ctrl-C 停止。', 'Ctrl-C stops it.'))}[/dim]")


def show_ways_in(settings: Settings, sign_ins: Iterable[SignIn]) -> None:
    """Print them whole: a password cut short at the window's edge would be no use."""
    wide = Console(highlight=False, width=max(out.width, _WIDE))
    wide.print(ways_in(settings, sign_ins))


def ways_in(settings: Settings, sign_ins: Iterable[SignIn]) -> Table:
    """A table of roles, sign-ins, passwords and addresses."""
    table = Table(box=None, pad_edge=False)
    for label in (
        Label("角色", "Role"),
        Label("登录名", "Sign-in"),
        Label("密码", "Password"),
        Label("入口", "Address"),
    ):
        table.add_column(worded(label), no_wrap=True)
    for one in sign_ins:
        address = f"{settings.public_url}{one.path}"
        table.add_row(worded(one.role), one.login, one.password, address)
    return table
