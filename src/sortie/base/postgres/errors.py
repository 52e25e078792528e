"""What can keep the embedded server from starting, each with what would work and an exit code."""

from typing import ClassVar

from sortie.base.errors import AppError
from sortie.base.i18n import Label


class EmbeddedPostgresError(AppError):
    """Base: the embedded server can't run. ``exit_code`` follows sysexits(3)."""

    code, status = "postgres.embedded", 503
    exit_code: ClassVar[int] = 70


class FolderInUseError(EmbeddedPostgresError):
    """Another Sortie holds the lock of this data folder."""

    code, exit_code = "postgres.folder_in_use", 75
    text = Label(
        "另一个 Sortie（进程 {pid}）正在使用数据目录 {folder}。"
        "请先停止它，或用 SORTIE_DATA_DIR 指定另一个目录。",
        "Another Sortie (process {pid}) is using the data folder {folder}. "
        "Stop it first, or name another folder in SORTIE_DATA_DIR.",
    )


class FolderNotOursError(EmbeddedPostgresError):
    """The data folder belongs to another account."""

    code, exit_code = "postgres.folder_not_ours", 77
    text = Label(
        "数据目录 {folder} 属于用户 {owner}，当前用户无法使用。"
        "请用该用户或 root 启动，或用 SORTIE_DATA_DIR 指定另一个目录。",
        "The data folder {folder} belongs to {owner}, so this account can't use it. "
        "Start as that user or as root, or name another folder in SORTIE_DATA_DIR.",
    )


class NoAccountError(EmbeddedPostgresError):
    """Started as root on a machine without any unprivileged account."""

    code, exit_code = "postgres.no_account", 67
    text = Label(
        "PostgreSQL 不能以 root 运行，而本机没有其他用户。请先创建一个：useradd --system sortie",
        "PostgreSQL refuses to run as root and there is no other account here. "
        "Make one first: useradd --system sortie",
    )


class NoBinariesError(EmbeddedPostgresError):
    """The wheel has no binaries for this machine."""

    code, exit_code = "postgres.no_binaries", 69
    text = Label(
        "没有适用于本机的内置 PostgreSQL。请用 SORTIE_DATABASE_URL 指定一个 PostgreSQL 15 或更高版本。",
        "There is no embedded PostgreSQL for this machine. "
        "Name a PostgreSQL 15 or newer in SORTIE_DATABASE_URL.",
    )


class WrongVersionError(EmbeddedPostgresError):
    """The folder was written by another major version."""

    code, exit_code = "postgres.wrong_version", 65
    text = Label(
        "数据目录 {folder} 由 PostgreSQL {found} 写成，本程序带的是 {wanted}。"
        "请用旧版本执行 sortie backup，再用新版本 sortie restore。",
        "The data folder {folder} was written by PostgreSQL {found}; this program brings {wanted}. "
        "Run `sortie backup` with the old version and `sortie restore` with this one.",
    )


class StartFailedError(EmbeddedPostgresError):
    """initdb or the server gave up; ``detail`` is what it said last."""

    code = "postgres.start_failed"
    text = Label(
        "内置 PostgreSQL 无法启动：{detail}（完整日志：{log}）",
        "The embedded PostgreSQL did not start: {detail} (whole log: {log})",
    )
