"""Definitions as JSON: what the meta tables keep, frozen."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from sortie.kernel.objects.contracts import Field, Object


def object_to_plain(obj: Object) -> dict[str, Any]:
    """The definition without its fields, which have rows of their own."""
    return _plain(replace(obj, fields=(), table="", retired=False))


def _plain(definition: Object | Field) -> dict[str, Any]:
    # by way of JSON, sets in order: what was frozen is compared with what is declared now
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(definition, order="sorted"))
    return plain


def object_from_plain(plain: Mapping[str, Any], *, table: str, retired: bool) -> Object:
    found = msgspec.convert({**plain, "fields": []}, Object)
    return replace(found, table=table, retired=retired)


def field_to_plain(field: Field) -> dict[str, Any]:
    return _plain(replace(field, id="", column="", retired=False))


def field_from_plain(plain: Mapping[str, Any], *, id_: str, column: str, retired: bool) -> Field:
    return replace(msgspec.convert(plain, Field), id=id_, column=column, retired=retired)
