"""The objects this program declares."""

from collections.abc import Iterator
from types import MappingProxyType

from sortie.kernel.objects.contracts import Object
from sortie.kernel.objects.rules import link_problems, object_problems
from sortie.kernel.objects.seeding import ROLE_CODES


class DeclarationError(ValueError):
    """A built-in object is declared wrongly: the program must not start."""


class ObjectRegistry:
    """Filled by composition: ``registry.add(*people.OBJECTS)``, then ``registry.check()``."""

    def __init__(self, *objects: Object) -> None:
        self._objects: dict[str, Object] = {}
        self.add(*objects)

    def add(self, *objects: Object) -> None:
        """Raises DeclarationError when one is unsound by itself or there already."""
        for obj in objects:
            if obj.name in self._objects:
                raise DeclarationError(f"object {obj.name} is declared twice")
            if obj.name.startswith("c_") or obj.custom:
                raise DeclarationError(f"object {obj.name}: c_ belongs to administrators")
            found = object_problems(obj)
            if found:
                lines = "; ".join(f"{p.path}: {p.text.en}" for p in found)
                raise DeclarationError(f"object {obj.name}: {lines}")
            self._objects[obj.name] = obj

    def check(self) -> None:
        """Once all rooms have added theirs: every link and right leads somewhere.

        Raises DeclarationError.
        """
        known = MappingProxyType(self._objects)
        lines = [
            f"{obj.name}.{p.path}: {p.text.en}" for obj in self for p in link_problems(obj, known)
        ]
        lines += [
            f"{obj.name}.rights: there is no built-in role {right.role}"
            for obj in self
            for right in obj.rights
            if right.role not in ROLE_CODES
        ]
        if lines:
            raise DeclarationError("; ".join(lines))

    def __iter__(self) -> Iterator[Object]:
        return iter(self._objects.values())

    def __len__(self) -> int:
        return len(self._objects)

    def __contains__(self, name: str) -> bool:
        return name in self._objects

    def get(self, name: str) -> Object:
        """Raises KeyError."""
        return self._objects[name]
