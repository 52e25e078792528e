"""What each route demands, and the one place where it is enforced."""

from collections.abc import Mapping
from typing import Any

from litestar import Litestar
from litestar.enums import HttpMethod
from litestar.routes import HTTPRoute

from sortie.base.errors import AppError, ForbiddenError
from sortie.base.i18n import Label
from sortie.kernel.identity.contracts import NotSignedInError, Principal
from sortie.kernel.objects.contracts import ObjectUnknownError
from sortie.kernel.permissions.contracts import Actor, Right


class PasswordNeededError(AppError):
    """The password was given by someone else: a new one comes before anything else."""

    code, status = "session.password_needed", 403
    text = Label("请先设置新密码。", "Set a new password first.")


def right_of(opt: Mapping[str, Any]) -> Right | None:
    """The right a handler declares: a Right, or ``public``, ``signed_in``, ``feature:name``,
    ``object:action`` in short. None when it declares nothing.
    """
    declared = opt.get("right")
    if declared is None or isinstance(declared, Right):
        return declared
    kind, _, rest = str(declared).partition(":")
    match kind:
        case "public":
            return Right.public()
        case "signed_in":
            return Right.signed_in()
        case "feature":
            return Right.feature(rest)
        case _:
            return Right.object_action(kind, rest)


def without_right(app: Litestar) -> list[str]:
    """Routes that declare no right: must be empty. Litestar's own OPTIONS answers don't count."""
    return [
        f"{'/'.join(sorted(handler.http_methods))} {route.path}"
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if right_of(handler.opt) is None and handler.http_methods != {HttpMethod.OPTIONS}
    ]


def demand_sign_in(right: Right, principal: Principal | None) -> None:
    """Raises NotSignedInError unless the route is public."""
    if principal is None and right.kind != "public":
        raise NotSignedInError


def demand_whole(principal: Principal) -> None:
    """A narrowed key reaches what its scopes name, not its owner's own affairs."""
    if principal.key_scopes is not None and "*" not in principal.key_scopes:
        raise ForbiddenError


def demand(right: Right, actor: Actor, path_params: Mapping[str, Any]) -> None:
    """Let ``actor`` pass, or say why not. An API key's actor is narrowed to its scopes already.

    Raises:
        ObjectUnknownError: the actor may not even read the object; for them there is none.
        ForbiddenError: seen, but this may not be done.
    """
    if right.kind in {"public", "signed_in"}:
        return
    if right.kind == "feature":
        if right.name not in actor.features:
            raise ForbiddenError
        return
    name, action = filled(right.name, path_params), filled(right.action, path_params)
    if not actor.may(name, action) and not actor.may(name, "read"):
        raise ObjectUnknownError(name=name)
    if not actor.may(name, action):
        raise ForbiddenError


def filled(text: str, path_params: Mapping[str, Any]) -> str:
    """``{object}`` replaced by the path's. Not str.format: a batch's act brings text of its own."""
    for name, value in path_params.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
