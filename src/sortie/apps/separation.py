"""The three administrators are three people's: none may become another by their sign-in."""

from collections.abc import Mapping
from uuid import UUID

from sortie.base.errors import ForbiddenError
from sortie.base.i18n import Label
from sortie.kernel.identity.contracts import Principal
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.contracts import Draft
from sortie.kernel.records.service import Hooks
from sortie.kernel.tenancy.contracts import Tx

_POWERS = frozenset({"admin.system", "admin.security", "admin.audit"})
_ACT = Label("更改其他管理员的登录方式", "change how another administrator signs in")


async def demand_no_takeover(tx: Tx, actor: Actor, user_id: UUID) -> None:
    """Refuse when the person has an administrator's power that ``actor`` lacks: a link or an
    address of one's own choice would give it away.

    Raises:
        ForbiddenError.
    """
    if actor.acts_as_system or actor.user_id == user_id:
        return
    other = await permissions.actor_for(tx, Principal(tx.tenant.id, user_id, "user"))
    if (other.features & _POWERS) - actor.features:
        raise ForbiddenError(_ACT)


def keep_apart(hooks: Hooks) -> None:
    """A person's address gets the links that set a new password: it is guarded like those."""

    async def guard(tx: Tx, actor: Actor, draft: Draft) -> None:
        before: Mapping[str, object] = draft.before.values if draft.before else {}
        if draft.before is not None and draft.get("email") != before.get("email"):
            await demand_no_takeover(tx, actor, draft.before.id)

    hooks.before("user", guard)
