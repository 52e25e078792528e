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


class TooLateError(ConflictError):
    code = "portal.too_late"
    text = Label(
        "现在不能执行此操作：工程师已开始处理，或工单已结束。如有疑问请联系客服。",
        "That isn't possible any more: work has begun or the job is over. Call us if in doubt.",
    )
