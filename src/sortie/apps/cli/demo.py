"""``sortie demo``: the made-up company, without serving it."""

import typer

from sortie.apps.cli.terminal import answering, out, show_ways_in, tell, worded
from sortie.apps.serve.preparation import prepare
from sortie.apps.serve.supervisor import database
from sortie.base.i18n import Label
from sortie.base.settings import load_settings

_UNAVAILABLE = 69


def demo() -> None:
    """创建演示公司 · Make the demo company and show its sign-ins."""
    with answering(), database(load_settings(demo=True), tell, join=True) as (ready, _):
        found = prepare(ready, tell)
        if not found:
            out.print(
                worded(Label("本安装不含演示公司。", "This installation has no demo company."))
            )
            raise typer.Exit(_UNAVAILABLE)
        show_ways_in(ready, found)
