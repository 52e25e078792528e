"""What the messaging room does in the background."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from sortie.kernel.identity.contracts import Mail
from sortie.kernel.jobs.contracts import JobContext


class MailRoom(Protocol):
    """Sends one mail or raises, so that the job is tried again."""

    async def deliver(self, mail: Mail) -> None: ...


def mail_job(room: MailRoom) -> Callable[[JobContext, dict[str, Any]], Awaitable[None]]:
    """The job that sends one mail through ``room``."""

    async def send(_job: JobContext, args: dict[str, Any]) -> None:
        await room.deliver(Mail(to=args["to"], subject=args["subject"], text=args["text"]))

    return send
