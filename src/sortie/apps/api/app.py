"""The ASGI application: for now only its pulse."""

from litestar import Litestar, get

from sortie.base.settings import Settings


@get("/health/live", opt={"right": "public"})
async def live() -> dict[str, str]:
    """Whether the process answers at all."""
    return {"status": "live"}


def create_app(settings: Settings | None = None) -> Litestar:
    """The application for ``settings``; from the environment when none are given."""
    del settings
    return Litestar([live], openapi_config=None)
