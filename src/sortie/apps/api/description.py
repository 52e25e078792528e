"""OpenAPI 3.1: Litestar's reading of the handlers, completed with what only we know."""

from typing import Any

from litestar import Litestar

from sortie.apps.composition import Kernel


def document(app: Litestar, kernel: Kernel) -> dict[str, Any]:
    del kernel
    return dict(app.openapi_schema.to_schema())
