"""``sortie demo``: the made-up company, without serving it."""

import asyncio
from enum import StrEnum
from importlib import import_module
from typing import Annotated

import typer

from sortie.apps.cli.terminal import answering, out, show_ways_in, tell, worded
from sortie.apps.serve.preparation import DEMO, prepare
from sortie.apps.serve.supervisor import database
from sortie.base.i18n import Label
from sortie.base.settings import Settings, load_settings

_UNAVAILABLE = 69


class Task(StrEnum):
    """What else may be done with the demo company."""

    REFRESH = "refresh"


def demo(
    task: Annotated[
        Task | None, typer.Argument(help="补上今天的工单 · Give it work of today.")
    ] = None,
) -> None:
    """创建演示公司 · Make the demo company and show its sign-ins."""
    with answering(), database(load_settings(demo=True), tell, join=True) as (ready, _):
        found = prepare(ready, tell)
        if not found:
            out.print(
                worded(Label("本安装不含演示公司。", "This installation has no demo company."))
            )
            raise typer.Exit(_UNAVAILABLE)
        if task is Task.REFRESH:
            made = asyncio.run(_refresh(ready))
            out.print(worded(_MADE if made else _FRESH))
        show_ways_in(ready, found)


_MADE = Label("演示公司已更新到今天。", "The demo company has work of today.")
_FRESH = Label("演示公司已是今天的数据。", "The demo company is of today already.")


async def _refresh(ready: Settings) -> bool:
    # Imported when asked for: with it comes every room
    from sortie.apps.composition import build_kernel  # noqa: PLC0415  see above

    kernel = build_kernel(ready)
    await kernel.start()
    try:
        return bool(await import_module(DEMO).make_today(kernel))
    finally:
        await kernel.close()
