"""The catalogue of a tenant: every object with its live and retired fields, at one version."""

import asyncio
from collections import OrderedDict
from dataclasses import replace
from uuid import UUID

from sortie.base.i18n import Label
from sortie.kernel.objects import repository
from sortie.kernel.objects.contracts import SYSTEM_FIELDS, Catalog, Field, Object, Section
from sortie.kernel.objects.names import CUSTOM_PREFIX, builtin_field_id
from sortie.kernel.objects.repository import Meta
from sortie.kernel.tenancy.contracts import Tx

_MORE = Label("自定义字段", "Custom fields")
_REMEMBERED = 512  # tenants
_known: OrderedDict[UUID, Catalog] = OrderedDict()
_loading: dict[tuple[UUID, int], asyncio.Lock] = {}

SYSTEM: tuple[Field, ...] = tuple(
    replace(f, id=str(builtin_field_id("", f.name)), column=f.name) for f in SYSTEM_FIELDS
)
"""The system fields with their ids and columns: the same in every object."""


async def catalog(tx: Tx) -> Catalog:
    """The shapes this transaction works with, by the version it read itself: never stale."""
    if tx.state.get("objects.changed"):
        # uncommitted definitions must not reach the cache others read
        return built(await repository.load(tx))
    found = _known.get(tx.tenant.id)
    if found is None or found.version != tx.meta_version:
        found = await _loaded(tx)
    _known[tx.tenant.id] = found
    _known.move_to_end(tx.tenant.id)
    if len(_known) > _REMEMBERED:
        _known.popitem(last=False)
    return found


async def _loaded(tx: Tx) -> Catalog:
    """Read it once for all who ask: after a change everybody does, and reading takes a core."""
    wanted = (tx.tenant.id, tx.meta_version)
    lock = _loading.setdefault(wanted, asyncio.Lock())
    try:
        async with lock:
            found = _known.get(tx.tenant.id)
            if found is None or found.version != tx.meta_version:
                found = built(await repository.load(tx))
                _known[tx.tenant.id] = found
            return found
    finally:
        _loading.pop(wanted, None)


def built(meta: Meta) -> Catalog:
    objects: dict[str, Object] = {}
    for name, row in meta.objects.items():
        own = tuple(f.field() for f in meta.fields[name])
        objects[name] = _with_custom_section(replace(row.object(), fields=(*own, *SYSTEM)))
    return Catalog(meta.version, objects)


def _with_custom_section(obj: Object) -> Object:
    """Custom fields that no section shows come last, so that none is out of reach."""
    layouts = obj.layouts
    detail = _completed(obj, layouts.detail)
    edit = _completed(obj, layouts.edit)
    return replace(obj, layouts=replace(layouts, detail=detail, edit=edit))


def _completed(obj: Object, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    shown = {name for section in sections for name in section.fields}
    left = tuple(
        f.name
        for f in obj.fields
        if f.name.startswith(CUSTOM_PREFIX) and not f.retired and f.name not in shown
    )
    # no sections at all means: every field
    return (*sections, Section(_MORE, left)) if sections and left else sections
