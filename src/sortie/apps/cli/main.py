"""The ``sortie`` command and its commands."""

import sys
from importlib import import_module

import typer

from sortie.apps.cli.archive import backup, restore
from sortie.apps.cli.demo import demo
from sortie.apps.cli.migrate import migrate
from sortie.apps.cli.serve import serve
from sortie.base.logging import configure_logging

GROUPS = {
    "tenant": "公司（租户） · Companies (tenants).",
    "user": "人员账号 · People's sign-ins.",
    "audit": "审计日志 · The audit log.",
}

app = typer.Typer(
    name="sortie",
    help="外勤 · Sortie: plan, dispatch and settle work outside the office.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(migrate)
app.command()(demo)
app.command()(backup)
app.command()(restore)


def run() -> None:
    """The console script's entry.

    A group is loaded when asked for: it needs every room, which `sortie serve` and `--help`
    needn't wait for.
    """
    configure_logging("warning")
    for name, told in GROUPS.items():
        if name in sys.argv[1:2]:
            app.add_typer(import_module(f"sortie.apps.cli.{name}").app, name=name)
        else:
            app.add_typer(typer.Typer(help=told), name=name)
    app()
