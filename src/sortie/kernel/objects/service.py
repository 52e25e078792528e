"""The objects room's front door."""

from sortie.kernel.objects.field_types.base import FieldType, ValueContext
from sortie.kernel.objects.field_types.places import point_sql
from sortie.kernel.objects.field_types.registry import FieldTypes, field_types

__all__ = ["FieldType", "FieldTypes", "ValueContext", "field_types", "point_sql"]
