"""Values in their other forms: on the wire, and as text to be found by."""

from collections.abc import Iterable, Mapping
from typing import Any

from sortie.kernel.objects.contracts import Object
from sortie.kernel.objects.service import field_types


def wire_of(obj: Object, values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` in wire form, for the audit and for fingerprints; no rights applied."""
    return {
        name: None if value is None else field_types[field.type].wire(value, field)
        for name, value in values.items()
        if (field := obj.by_name.get(name)) is not None
    }


def search_texts(obj: Object, values: Mapping[str, Any]) -> list[str]:
    """What a record is found by, the title first."""
    names = [obj.title, *(n for n in obj.by_name if n != obj.title)]
    return list(_texts(obj, values, names))


def _texts(obj: Object, values: Mapping[str, Any], names: Iterable[str]) -> Iterable[str]:
    for name in names:
        field = obj.by_name.get(name)
        value = values.get(name)
        if field is not None and field.searchable and value is not None:
            yield field_types[field.type].search_text(value, field)
