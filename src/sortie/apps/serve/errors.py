"""What can keep Sortie from starting besides the database."""

from typing import ClassVar

from sortie.base.errors import AppError
from sortie.base.i18n import Label


class StartError(AppError):
    """Base: ``exit_code`` follows sysexits(3)."""

    code, status = "start.failed", 503
    exit_code: ClassVar[int] = 70
    text = Label(
        "{what} 反复启动失败，请查看上面的日志。",
        "{what} keeps failing to start; see the log above.",
    )


class PortTakenError(StartError):
    """Another program listens on our port."""

    code, exit_code = "start.port_taken", 75
    text = Label(
        "端口 {host}:{port} 已被占用。请停止占用它的程序，或用 SORTIE_PORT 指定另一个端口。",
        "{host}:{port} is taken by another program. Stop that, or name another port in SORTIE_PORT.",
    )
