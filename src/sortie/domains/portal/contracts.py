"""What the customer's door refuses."""

from sortie.base.errors import AppError, ConflictError, NotFoundError
from sortie.base.i18n import Label


class LinkUnknownError(NotFoundError):
    """No such tracking link; says nothing about whether there ever was one."""

    code = "portal.link_unknown"

    def __init__(self) -> None:
        super().__init__(Label("这个跟踪链接", "This tracking link"))


class PictureOnlyError(AppError):
    code, status = "portal.picture_only", 422
    text = Label(
        "只能上传照片（JPG、PNG、HEIC、WebP）。",
        "Only photos can be uploaded (JPG, PNG, HEIC, WebP).",
    )


class LinkRunOutError(AppError):
    """The job was over long ago: its papers are no longer shown by a link anyone may hold."""

    code, status = "portal.link_run_out", 410
    text = Label(
        "该链接已到期，不再显示照片和文件。如有需要请联系客服{phone}。",
        "This link has run out and shows no photos or papers any more. Call us if you need them{phone}.",
    )

    def __init__(self, phone: str | None) -> None:
        super().__init__(phone=Label(f"：{phone}", f": {phone}") if phone else "")


class UploadsFullError(AppError):
    code, status = "portal.uploads_full", 429
    text = Label(
        "今天收到的照片太多，暂时不能再上传。请先不带照片提交，或致电我们。",
        "Too many photos came in today. Please send your report without photos, or call us.",
    )


class TooLateError(ConflictError):
    code = "portal.too_late"
    text = Label(
        "现在不能执行此操作：工程师已开始处理，或工单已结束。如有疑问请联系客服。",
        "That isn't possible any more: work has begun or the job is over. Call us if in doubt.",
    )
