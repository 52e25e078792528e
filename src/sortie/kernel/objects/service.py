"""The objects room's front door."""

from sortie.kernel.objects.catalog import catalog
from sortie.kernel.objects.changing import update_field
from sortie.kernel.objects.directory import DIRECTORY
from sortie.kernel.objects.field_types.base import FieldType, ValueContext
from sortie.kernel.objects.field_types.places import point_sql
from sortie.kernel.objects.field_types.registry import FieldTypes, field_types
from sortie.kernel.objects.fields import add_field
from sortie.kernel.objects.install import install
from sortie.kernel.objects.making import create_object, retire_object, update_object
from sortie.kernel.objects.numbering import next_number, next_numbers
from sortie.kernel.objects.registry import DeclarationError, ObjectRegistry
from sortie.kernel.objects.retiring import restore_field, retire_field
from sortie.kernel.objects.seeding import BUILT_IN_ROLES
from sortie.kernel.objects.work import register, work_off

__all__ = [
    "BUILT_IN_ROLES",
    "DIRECTORY",
    "DeclarationError",
    "FieldType",
    "FieldTypes",
    "ObjectRegistry",
    "ValueContext",
    "add_field",
    "catalog",
    "create_object",
    "field_types",
    "install",
    "next_number",
    "next_numbers",
    "point_sql",
    "register",
    "restore_field",
    "retire_field",
    "retire_object",
    "update_field",
    "update_object",
    "work_off",
]
