"""Structured logs: one JSON object a line for machines, colours for a terminal; never a secret."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

type Fields = MutableMapping[str, Any]

HIDDEN = "***"
_SECRET_NAMES = re.compile(
    r"pass(word|phrase)?$|secret|token|cookie|authorization|api_?key|otp|private|csrf|dsn|(database|smtp|s3)_url",
    re.IGNORECASE,
)
_CREDENTIALS_IN_URL = re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
_BEARER = re.compile(r"(?i)(bearer\s+)[\w.~+/=-]+")


def configure_logging(
    level: str = "info", style: Literal["auto", "json", "console"] = "auto"
) -> None:
    """Send all logs, ours and the libraries', to stderr in one shape."""
    if style == "auto":
        style = "console" if sys.stderr.isatty() else "json"
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if style == "console" else _json()
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # libraries' warnings about their own future are for our tests, where they are errors
    logging.captureWarnings(capture=True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    # these tell every request and connection at info
    for chatty in ("httpx", "httpcore", "botocore", "alembic"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))


def _json() -> structlog.typing.Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)


def hide_secrets(_logger: object, _method: str, fields: Fields) -> Fields:
    """Blank values whose names or shapes are secrets, at every depth."""
    for name in fields:
        fields[name] = _hidden(name, fields[name])
    return fields


def _hidden(name: str, value: Any) -> Any:
    if _SECRET_NAMES.search(name) and value not in {None, "", True, False}:
        return HIDDEN
    if isinstance(value, dict):
        return {key: _hidden(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden("", inner) for inner in value]
    if isinstance(value, str):
        return _BEARER.sub(rf"\1{HIDDEN}", _CREDENTIALS_IN_URL.sub(HIDDEN, value))
    return value


def bind_request(request_id: str, **more: object) -> None:
    """Put ``request_id`` (and tenant, user…) on every line logged while this request runs."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id, **more)


def request_id() -> str | None:
    """The id of the running request, for answers and outgoing calls."""
    found = structlog.contextvars.get_contextvars().get("request_id")
    return str(found) if found is not None else None
