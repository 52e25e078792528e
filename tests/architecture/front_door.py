"""Import-linter contract: a room is entered only by its doors."""

from collections.abc import Iterator
from typing import Any, override

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class FrontDoorContract(Contract):  # import-linter ships no types
    """Modules outside a child of ``container`` may import only its ``doors``.

    Importers under ``assemblers`` (the apps) may also use ``service_doors``.
    """

    type_name = "front_door"
    container = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    service_doors = fields.SetField(subfield=fields.StringField())
    assemblers = fields.SetField(subfield=fields.StringField())

    @override
    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        breaches = sorted(self._breaches(graph))
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def _breaches(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        for room in graph.find_children(self.container):
            inside = {room} | graph.find_descendants(room)
            for module in inside - {room}:
                door = module.removeprefix(f"{room}.").split(".")[0]
                for importer in graph.find_modules_that_directly_import(module) - inside:
                    if not self._may_use(importer, door):
                        yield importer, module

    def _may_use(self, importer: str, door: str) -> bool:
        if door in self.doors:
            return True
        assembling = any(importer.startswith(f"{floor}.") for floor in self.assemblers)
        return assembling and door in self.service_doors

    @override
    def render_broken_contract(self, check: Any) -> None:
        for importer, module in check.metadata["breaches"]:
            output.print_error(f"{importer} may not import {module}", bold=False)
