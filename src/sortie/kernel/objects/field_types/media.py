"""Files by id: pictures, attachments and signatures. The bytes live in the files room."""

from collections.abc import Mapping
from typing import Any, ClassVar, override

from sortie.base.i18n import Locale
from sortie.kernel.objects.contracts import Field, MergePolicy
from sortie.kernel.objects.field_types.base import (
    PRESENCE,
    FieldType,
    ValueContext,
    cells,
    clean_text,
    list_of,
    refuse,
)
from sortie.kernel.objects.field_types.moments import DateTime
from sortie.kernel.objects.field_types.references import as_id

_MAX_FILES = 50
_MAX_POINTS = 5_000


class Files(FieldType):
    """Attachments: file ids in the order shown. ``max_count`` (20), ``kinds`` allowed."""

    key: ClassVar[str] = "files"
    sql: ClassVar[str | None] = "uuid[]"
    operators: ClassVar[frozenset[str]] = PRESENCE
    merge: ClassVar[MergePolicy] = "set_union"
    option_keys: ClassVar[frozenset[str]] = frozenset(
        {"max_count", "kinds", "camera_only", "watermark"}
    )
    sortable: ClassVar[bool] = False
    index: ClassVar[str] = "gin"

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> Any:
        parts = list_of(value, most=int(field.options.get("max_count", 20)))
        return list(dict.fromkeys(as_id(part) for part in parts))

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> Any:
        return self.read(cells(text), field, ctx)

    @override
    def wire(self, value: Any, field: Field) -> Any:
        return [str(part) for part in value]

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        return "; ".join(str(part) for part in value)

    @override
    def check(self, field: Field) -> None:
        most = field.options.get("max_count", 20)
        if type(most) is not int or not 1 <= most <= _MAX_FILES:
            raise refuse(
                "max_count",
                f"max_count 须为 1 到 {_MAX_FILES} 的整数。",
                f"max_count must be an integer from 1 to {_MAX_FILES}.",
            )


class Photo(Files):
    """Pictures; ``camera_only`` and ``watermark`` bind the phone."""

    key: ClassVar[str] = "photo"


class Signature(FieldType):
    """``{file, signer, at}``: the picture's file id, who signed, when; ``strokes`` if kept."""

    key: ClassVar[str] = "signature"
    sql: ClassVar[str | None] = "jsonb"
    operators: ClassVar[frozenset[str]] = PRESENCE
    sortable: ClassVar[bool] = False

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> dict[str, Any]:
        known = {"file", "signer", "at", "strokes"}
        if not isinstance(value, Mapping) or not value.get("file") or set(value) - known:
            raise refuse(
                "signature",
                '签名须写作 {"file": 文件编号, "signer": 签名人, "at": 时间}。',
                'Write a signature as {"file": its id, "signer": who, "at": when}.',
            )
        found: dict[str, Any] = {"file": str(as_id(value["file"]))}
        if value.get("signer"):
            found["signer"] = clean_text(value["signer"])[:64].strip()
        if value.get("at"):
            moments = DateTime()
            moment = moments.read(value["at"], field, ctx)
            found["at"] = moments.wire(moment, field)
        if value.get("strokes") is not None:
            found["strokes"] = _strokes(value["strokes"])
        return found

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> dict[str, Any]:
        raise refuse(
            "signature_text", "签名不能从表格导入。", "A signature can't come from a spreadsheet."
        )

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        return str(value.get("signer") or value["file"])

    @override
    def indexable(self, field: Field) -> bool:
        return False


def _strokes(value: Any) -> list[Any]:
    """Lists of [x, y, t]; bounded so that a row stays small."""
    bad = refuse(
        "strokes", "笔迹过大或格式不正确。", "The strokes are too large or of the wrong shape."
    )
    if (
        not isinstance(value, list)
        or sum(len(s) if isinstance(s, list) else 0 for s in value) > _MAX_POINTS
    ):
        raise bad
    for stroke in value:
        if not isinstance(stroke, list):
            raise bad
        for point in stroke:
            if not isinstance(point, list) or not all(isinstance(n, int | float) for n in point):
                raise bad
    return value
