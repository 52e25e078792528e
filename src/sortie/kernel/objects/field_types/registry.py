"""All field types by key."""

from collections.abc import Iterable, Iterator, Mapping
from typing import override

from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.kernel.objects.field_types import (
    choice,
    codes,
    media,
    moments,
    numbers,
    places,
    references,
    structure,
    text,
)
from sortie.kernel.objects.field_types.base import FieldType


class FieldTypeUnknownError(AppError):
    code, status = "field_type.unknown", 422
    text = Label(
        "没有字段类型「{key}」，可用：{known}。",
        "There is no field type “{key}”; use one of {known}.",
    )


class FieldTypes(Mapping[str, FieldType]):
    """``field_types[field.type].parse(value, field, ctx)``."""

    def __init__(self, types: Iterable[FieldType]) -> None:
        self._types: dict[str, FieldType] = {}
        for type_ in types:
            if type_.key in self._types:
                raise ValueError(f"field type {type_.key} is registered twice")
            self._types[type_.key] = type_

    @override
    def __getitem__(self, key: str) -> FieldType:
        """Raises FieldTypeUnknownError."""
        found = self._types.get(key)
        if found is None:
            raise FieldTypeUnknownError(key=key, known=", ".join(self._types))
        return found

    @override
    def __contains__(self, key: object) -> bool:
        return key in self._types

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    @override
    def __len__(self) -> int:
        return len(self._types)


field_types = FieldTypes(
    (
        text.Text(), text.LongText(), text.Phone(), text.Email(), text.Url(), text.Scan(),
        text.Autonumber(), text.StateText(),
        codes.IdCard(), codes.Uscc(), codes.PlateNumber(),
        numbers.Number(), numbers.Currency(), numbers.Percent(), numbers.Duration(),
        numbers.Rating(), numbers.BigInt(), numbers.Version(),
        moments.Date(), moments.DateRange(), moments.Time(), moments.DateTime(),
        moments.CreatedAt(), moments.UpdatedAt(), moments.DeletedAt(),
        choice.Switch(), choice.Choice(), choice.Choices(), choice.Tags(),
        references.Id(), references.Link(), references.Links(), references.Member(),
        references.Members(), references.Owner(), references.CreatedBy(), references.UpdatedBy(),
        references.Department(), references.Departments(), references.SubTable(),
        places.Location(), places.Address(),
        media.Photo(), media.Files(), media.Signature(),
        structure.Json(),
    )
)  # fmt: skip
"""The registry of this program; types are code, so there is one."""
