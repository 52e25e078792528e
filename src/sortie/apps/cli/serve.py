"""``sortie serve``: run it."""

from typing import Annotated

import typer

from sortie.apps.cli.terminal import answering, greet, tell
from sortie.apps.serve.supervisor import Terminal
from sortie.apps.serve.supervisor import serve as run
from sortie.base.logging import configure_logging
from sortie.base.settings import load_settings


def serve(
    roles: Annotated[
        str, typer.Option(help="逗号分隔的角色 · Comma list of api, worker, ingest, realtime.")
    ] = "",
    host: Annotated[str, typer.Option(help="监听地址 · Address to listen on.")] = "",
    port: Annotated[int, typer.Option(help="监听端口 · Port to listen on.")] = 0,
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="创建演示公司 · Make the demo company.")
    ] = False,
    reload: Annotated[
        bool, typer.Option("--reload", help="代码变更后重启 · Restart when code changes.")
    ] = False,
) -> None:
    """启动服务 · Start Sortie: database, migrations and the chosen roles."""
    given = {"roles": roles, "host": host, "port": port, "demo": demo}
    with answering():
        settings = load_settings(**{name: value for name, value in given.items() if value})
        configure_logging(settings.log_level, settings.log_format)
        run(settings, Terminal(tell=tell, greet=greet), reload=reload)
