"""Writes web/packages/client/openapi.json, from which the web's types are made:
``uv run python -m scripts.openapi``.

It is what /api/v1/openapi.json says, with the paths of records once for all objects: which objects
a company has, the web learns when it runs. ``tests/architecture/test_docs.py`` fails when it is old.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from scripts.reference import declared

from sortie.apps.api.app import create_app
from sortie.apps.api.description.document import generic_document

FILE = Path(__file__).resolve().parents[1] / "web" / "packages" / "client" / "openapi.json"


def text() -> str:
    """The document as the file holds it."""
    kernel = declared()
    found = generic_document(create_app(kernel).litestar)
    for operation in (o for path in found["paths"].values() for o in path.values()):
        if isinstance(operation, dict) and "responses" in operation:
            # refusals are one shape, Problem, whatever the operation
            kept = {k: v for k, v in operation["responses"].items() if k.startswith("2")}
            operation["responses"] = kept
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")
