"""How the product's own mail (invitations, resets) leaves the house."""

import logging
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from sortie.base.settings import Settings
from sortie.kernel.identity.contracts import Mail, Mailer
from sortie.kernel.tenancy.contracts import Tenant

_log = logging.getLogger(__name__)
_TIMEOUT_S = 20


class SmtpMailer:
    """One message, one connection: invitations and resets are few."""

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender

    async def send(self, mail: Mail, tenant: Tenant | None) -> None:
        """Failure is logged, not raised: whoever asked must not learn whether mail was sent."""
        import aiosmtplib

        try:
            await self.deliver(mail)
        except (aiosmtplib.SMTPException, OSError):
            _log.exception("mail not sent", extra={"tenant": tenant.code if tenant else ""})

    async def deliver(self, mail: Mail) -> None:
        """Send, or raise: for jobs, which try again."""
        import aiosmtplib

        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, mail.to, mail.subject
        message.set_content(mail.text)
        await aiosmtplib.send(
            message,
            hostname=self._url.hostname,
            port=self._url.port,
            username=unquote(self._url.username) if self._url.username else None,
            password=unquote(self._url.password) if self._url.password else None,
            use_tls=self._url.scheme == "smtps",
            timeout=_TIMEOUT_S,
        )


class NoMailer:
    """No SMTP server is set: links are handed over by the administrator who made them."""

    async def send(self, mail: Mail, tenant: Tenant | None) -> None:
        company = tenant.code if tenant else ""
        _log.warning("no SORTIE_SMTP_URL: «%s» was not mailed (%s)", mail.subject, company)

    async def deliver(self, mail: Mail) -> None:
        """Nothing to try again without a server."""
        _log.info("no SORTIE_SMTP_URL: «%s» was not mailed", mail.subject)


def mailer_for(settings: Settings) -> Mailer:
    return SmtpMailer(settings.smtp_url, settings.mail_from) if settings.smtp_url else NoMailer()
