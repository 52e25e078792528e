"""``sortie user``: people's ways in."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from sortie.apps.cli.opening import with_kernel
from sortie.apps.cli.terminal import out, worded
from sortie.apps.composition import Kernel
from sortie.apps.onboarding import NewUser, admit, make_password
from sortie.base.errors import NotFoundError
from sortie.base.i18n import Label
from sortie.kernel.identity.overriding import override_password
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

app = typer.Typer(help="人员账号 · People's sign-ins.", no_args_is_help=True)
type Code = Annotated[str, typer.Argument(help="公司代码 · The company's code.")]
type Login = Annotated[str, typer.Argument(help="登录名 · The sign-in.")]


@app.command()
def create(
    code: Code,
    login: Login,
    name: Annotated[str, typer.Option(help="姓名 · Name.")] = "",
    role: Annotated[
        list[str] | None,
        typer.Option(help="角色，可多次 · Role, may be repeated: dispatcher, engineer, manager…"),
    ] = None,
) -> None:
    """创建人员账号 · Make a person who can sign in; prints a first password."""

    async def act(kernel: Kernel) -> None:
        tenant = await kernel.dbs.tenant_by_code(code)
        made = await admit(kernel, tenant, NewUser(login, name or login, tuple(role or ())))
        _tell_password(made.login, made.password)

    with_kernel(act)


@app.command("list")
def list_(code: Code) -> None:
    """列出人员 · List people."""

    async def act(kernel: Kernel) -> None:
        tenant = await kernel.dbs.tenant_by_code(code)
        table = Table(box=None, pad_edge=False)
        for heading in (Label("登录名", "Sign-in"), Label("姓名", "Name"), Label("状态", "State")):
            table.add_column(worded(heading))
        async with kernel.dbs.tx(tenant) as tx:
            for user in await records.find(tx, "user"):
                table.add_row(user.get("login") or "", user.get("name"), user.get("state"))
        out.print(table)

    with_kernel(act)


@app.command("reset-password")
def reset_password(code: Code, login: Login) -> None:
    """重置密码 · Give a new first password; ends all sessions."""

    async def act(kernel: Kernel) -> None:
        tenant = await kernel.dbs.tenant_by_code(code)
        password = make_password()
        user_id = await _user_id(kernel, tenant, login)
        identity = kernel.parts["identity"]
        await override_password(identity, tenant.id, user_id, password, now=datetime.now(UTC))
        _tell_password(login, password)

    with_kernel(act)


@app.command()
def disable(
    code: Code,
    login: Login,
    reason: Annotated[str, typer.Option(help="原因 · Why.")] = "sortie user disable",
) -> None:
    """停用账号 · Lock a person out at once: sessions and keys end."""

    async def act(kernel: Kernel) -> None:
        tenant = await kernel.dbs.tenant_by_code(code)
        user_id = await _user_id(kernel, tenant, login)
        async with kernel.dbs.tx(tenant) as tx:
            actor = system_actor(tenant.id, "sortie cli")
            await records.command(tx, actor, "user", user_id, "lock", reason=reason)
        out.print(worded(Label(f"{login} 已停用。", f"{login} is locked out.")))

    with_kernel(act)


async def _user_id(kernel: Kernel, tenant: Tenant, login: str) -> UUID:
    async with kernel.dbs.tx(tenant) as tx:
        found = await records.find(tx, "user", login=login)
    if not found:
        raise NotFoundError(Label(f"人员 {login}", f"Person {login}"))
    return found[0].id


def _tell_password(login: str, password: str) -> None:
    out.print(worded(Label("登录名", "Sign-in")), f"[bold]{login}[/bold]")
    out.print(
        worded(Label("初始密码（只显示一次）", "First password (shown once)")),
        f"[bold]{password}[/bold]",
    )
