"""``sortie backup`` and ``sortie restore``: the whole installation in one file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sortie.apps.cli.opening import with_kernel
from sortie.apps.cli.terminal import answering, counting, out, tell_lost, worded
from sortie.base.i18n import Label
from sortie.base.settings import read_settings

if TYPE_CHECKING:
    from sortie.apps.composition import Kernel

# Every room hangs on `archives`: it is imported when a command runs, not when one is listed.


def backup(
    path: Annotated[Path, typer.Argument(help="目标文件 · File to write, *.tar.zst.")],
) -> None:
    """备份数据库与文件 · Back up all companies, files and keys while people work on.

    The file holds secrets: keep it as you keep the data folder.
    """
    from sortie.apps import archives  # noqa: PLC0415  `--help` needs no room

    async def act(kernel: "Kernel") -> None:
        with counting(Label("备份", "Backing up")) as told:
            lost = await archives.backup(kernel, path, told)
        tell_lost(lost)
        size = f"{path.stat().st_size / 1e6:,.1f} MB"
        out.print(worded(Label(f"已备份到 {path}（{size}）", f"The backup is in {path} ({size})")))

    with_kernel(act)


def restore(
    path: Annotated[Path, typer.Argument(help="备份文件 · A file that backup wrote.")],
) -> None:
    """恢复备份 · Restore a backup into an empty installation."""
    from sortie.apps import archives  # noqa: PLC0415  `--help` needs no room

    with answering():
        # before anything is opened: what was sealed opens with the backup's secret only
        archives.take_keys(path, read_settings().data_dir)

    async def act(kernel: "Kernel") -> None:
        with counting(Label("恢复", "Restoring")) as told:
            found = await archives.restore(kernel, path, progress=told)
        codes = ", ".join(tenant.code for tenant in found)
        out.print(worded(Label(f"已恢复：{codes}", f"Restored: {codes}")))

    with_kernel(act)
