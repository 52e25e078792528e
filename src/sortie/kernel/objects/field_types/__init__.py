"""The field-type registry: one class a type, one module a family. Pure: no I/O, no clock."""
