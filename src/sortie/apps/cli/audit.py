"""``sortie audit``: is the log what it was?"""

from typing import Annotated

import typer

from sortie.apps.cli.opening import with_kernel
from sortie.apps.cli.terminal import out, worded
from sortie.apps.composition import Kernel
from sortie.base.i18n import Label
from sortie.kernel.audit import service as audit
from sortie.kernel.tenancy.contracts import Tenant

app = typer.Typer(help="审计日志 · The audit log.", no_args_is_help=True)
_DAMAGED = 2


@app.callback()
def _group() -> None:
    """审计日志 · The audit log."""


@app.command()
def verify(
    code: Annotated[str, typer.Argument(help="公司代码，空为全部 · One company, or all.")] = "",
) -> None:
    """校验日志未被改、删、换序、截断 · Check against edit, delete, reorder and truncation."""

    async def act(kernel: Kernel) -> bool:
        chosen = [await kernel.dbs.tenant_by_code(code)] if code else await kernel.dbs.tenants()
        return all([await _verify(kernel, tenant) for tenant in chosen])

    if not with_kernel(act):
        raise typer.Exit(_DAMAGED)


async def _verify(kernel: Kernel, tenant: Tenant) -> bool:
    keeper = audit.open_keeper(kernel.settings.data_dir / "audit")
    async with kernel.dbs.owner_tx(tenant) as tx:
        report = await audit.verify(tx, keeper.heads_path(tenant.id), public_key=keeper.public)
    told = f"{report.sealed} · {report.unsealed} · {report.heads}"
    counts = worded(Label(f"已封存·未封存·签名头 {told}", f"sealed·unsealed·heads {told}"))
    mark = "[green]✓[/green]" if not report.findings else "[bold red]✗[/bold red]"
    out.print(f"{mark} {tenant.code}: {counts}")
    for finding in report.findings:
        out.print(f"  [red]{finding.damage}[/red] #{finding.index} {finding.detail}")
    return not report.findings
