"""The objects room's front door."""

from sortie.kernel.objects.catalog import catalog
from sortie.kernel.objects.directory import DIRECTORY
from sortie.kernel.objects.field_types.base import FieldType, ValueContext
from sortie.kernel.objects.field_types.places import point_sql
from sortie.kernel.objects.field_types.registry import FieldTypes, field_types
from sortie.kernel.objects.install import install
from sortie.kernel.objects.numbering import next_number
from sortie.kernel.objects.registry import DeclarationError, ObjectRegistry
from sortie.kernel.objects.seeding import BUILT_IN_ROLES

__all__ = [
    "BUILT_IN_ROLES",
    "DIRECTORY",
    "DeclarationError",
    "FieldType",
    "FieldTypes",
    "ObjectRegistry",
    "ValueContext",
    "catalog",
    "field_types",
    "install",
    "next_number",
    "point_sql",
]
