"""Errors that say what is wrong, with which thing, and what would work.

``code`` is forever, the sentence is not. ``status`` is the HTTP status the edge answers with.
Rooms subclass :class:`AppError`; the edge turns any of them into RFC 9457 problem details.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sortie.base.i18n import Label, Locale


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that is wrong: ``path`` as the client sent it (``lines.0.qty``)."""

    path: str
    code: str
    text: Label


class AppError(Exception):
    """Base of every error a caller may see.

    ``text`` is a template: ``Label("…{number}…", "…{number}…")``, filled from ``params``.
    ``extra`` goes into the problem document as it is (e.g. both values of a version clash).
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    text: ClassVar[Label] = Label("请求无法处理。", "The request can't be processed.")

    def __init__(
        self,
        *,
        fields: tuple[FieldProblem, ...] = (),
        extra: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> None:
        self.params = params
        self.fields = fields
        self.extra = dict(extra or {})
        super().__init__(self.sentence("en"))

    def sentence(self, locale: Locale) -> str:
        template = self.text.in_(locale)
        values = {k: v.in_(locale) if isinstance(v, Label) else v for k, v in self.params.items()}
        try:
            return template.format(**values)
        except (KeyError, IndexError):
            return template


class NotFoundError(AppError):
    """Not there, or not for this actor: both answer alike."""

    code, status = "not_found", 404
    text = Label(
        "找不到{what}，可能已删除或您无权查看。", "{what} was not found, or you may not see it."
    )

    def __init__(self, what: Label | str = Label("该记录", "This record")) -> None:
        super().__init__(what=what)


class ForbiddenError(AppError):
    """The actor sees the thing but may not do this to it."""

    code, status = "forbidden", 403
    text = Label(
        "您没有权限执行「{action}」。请联系管理员。",
        "You may not {action}. Ask your administrator.",
    )

    def __init__(self, action: Label | str = Label("此操作", "do this")) -> None:
        super().__init__(action=action)


class InvalidError(AppError):
    """Malformed input: names each field and the fix."""

    code, status = "invalid", 422
    text = Label(
        "有 {count} 处填写有误，请修改后重试。",
        "{count} value(s) need correcting; fix them and try again.",
    )

    def __init__(self, *fields: FieldProblem) -> None:
        super().__init__(fields=fields, count=len(fields))


class ConflictError(AppError):
    """The state of the thing forbids it now; another state would allow it."""

    code, status = "conflict", 409
    text = Label("该记录当前状态不允许此操作。", "The record's present state doesn't allow this.")


def invalid(path: str, code: str, zh: str, en: str) -> InvalidError:
    """An InvalidError about one field."""
    return InvalidError(FieldProblem(path, code, Label(zh, en)))
