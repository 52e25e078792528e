"""The ``sortie`` command and its commands."""

import typer

from sortie.apps.cli.migrate import migrate
from sortie.apps.cli.serve import serve

app = typer.Typer(
    name="sortie",
    help="外勤 · Sortie: plan, dispatch and settle work outside the office.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(migrate)


def run() -> None:
    """The console script's entry."""
    app()
