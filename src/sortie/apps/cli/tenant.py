"""``sortie tenant``: companies."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from sortie.apps import archives
from sortie.apps.cli.opening import with_kernel
from sortie.apps.cli.terminal import counting, out, tell_lost, worded
from sortie.apps.composition import Kernel
from sortie.apps.onboarding import ADMINISTRATORS, NewUser, admit
from sortie.base.i18n import Label, Locale

app = typer.Typer(help="公司（租户） · Companies (tenants).", no_args_is_help=True)
type Code = Annotated[str, typer.Argument(help="公司代码，如 acme · The company's code.")]


@app.command()
def create(
    code: Code,
    name: Annotated[str, typer.Argument(help="公司名称 · Its name.")],
    admin: Annotated[
        str, typer.Option(help="首位管理员的登录名 · Sign-in of the first administrator.")
    ] = "admin",
    time_zone: Annotated[
        str, typer.Option(help="IANA 时区，默认 SORTIE_TIME_ZONE · IANA time zone.")
    ] = "",
    locale: Annotated[
        Locale | None, typer.Option(help="语言，默认 SORTIE_LOCALE · Its language.")
    ] = None,
) -> None:
    """创建公司及首位管理员 · Make a company and its first administrator."""

    async def act(kernel: Kernel) -> None:
        tenant = await kernel.create_tenant(code, name, locale=locale, time_zone=time_zone or None)
        first = await admit(kernel, tenant, NewUser(admin, admin, ADMINISTRATORS))
        out.print(worded(Label(f"已创建公司 {code}。", f"Company {code} is made.")))
        out.print(worded(Label("登录名", "Sign-in")), f"[bold]{first.login}[/bold]")
        out.print(
            worded(Label("初始密码（只显示一次）", "First password (shown once)")),
            f"[bold]{first.password}[/bold]",
        )

    with_kernel(act)


@app.command("list")
def list_() -> None:
    """列出公司 · List companies."""

    async def act(kernel: Kernel) -> None:
        table = Table(box=None, pad_edge=False)
        for heading in (
            Label("代码", "Code"), Label("名称", "Name"), Label("状态", "State"),
            Label("数据库", "Database"), Label("模式", "Schema"),
        ):  # fmt: skip
            table.add_column(worded(heading))
        for one in await kernel.dbs.tenants():
            table.add_row(one.code, one.name, one.state, one.database, one.schema)
        out.print(table)

    with_kernel(act)


@app.command()
def export(
    code: Code,
    path: Annotated[Path, typer.Argument(help="目标文件 · File to write, *.tar.zst.")],
) -> None:
    """导出公司全部数据与文件 · Export a company whole: rows and files."""

    async def act(kernel: Kernel) -> None:
        tenant = await kernel.dbs.tenant_by_code(code)
        with counting(Label("导出", "Exporting")) as told:
            lost = await archives.export_tenant(kernel, tenant, path, told)
        tell_lost(lost)
        out.print(worded(Label(f"已导出到 {path}", f"The export is in {path}")))

    with_kernel(act)


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="导出的文件 · A file that export wrote.")],
    code: Annotated[str, typer.Option(help="另用代码 · Under another code.")] = "",
) -> None:
    """导入公司 · Import an exported company."""

    async def act(kernel: Kernel) -> None:
        with counting(Label("导入", "Importing")) as told:
            tenant = await archives.import_tenant(kernel, path, code=code or None, progress=told)
        out.print(worded(Label(f"已导入 {tenant.code}", f"{tenant.code} is here")))

    with_kernel(act)


@app.command()
def delete(
    code: Code,
    confirm: Annotated[
        str, typer.Option(help="再次输入公司代码以确认 · The code again, to be sure.")
    ] = "",
) -> None:
    """永久删除公司 · Delete a company for good: rows, sign-ins, jobs, files."""
    if confirm != code:
        typed = typer.prompt(
            worded(
                Label(f"将永久删除。请输入 {code} 确认", f"This is for good. Type {code} to go on")
            )
        )
        if typed != code:
            raise typer.Abort

    async def act(kernel: Kernel) -> None:
        await kernel.delete_tenant(await kernel.dbs.tenant_by_code(code))
        out.print(worded(Label(f"已删除 {code}。", f"{code} is gone.")))

    with_kernel(act)
