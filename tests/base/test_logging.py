"""Logs are one JSON object a line, carry the request's id, and hold no secret."""

import json
import logging

import pytest
import structlog

from sortie.base.logging import HIDDEN, bind_request, configure_logging, hide_secrets, request_id


def test_a_line_is_json_with_the_requests_id_whoever_logs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("info", "json")
    bind_request("req-1", tenant="acme")
    structlog.get_logger("ours").info("工单已派", number="WO-1")
    logging.getLogger("theirs").warning("slow %s", "query")
    ours, theirs = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["number"], ours["request_id"]) == ("工单已派", "WO-1", "req-1")
    assert (theirs["event"], theirs["tenant"], theirs["level"]) == ("slow query", "acme", "warning")
    assert request_id() == "req-1"


@pytest.mark.parametrize(
    "name",
    ["password", "new_password", "Authorization", "cookie", "api_key", "totp", "database_url"],
)
def test_values_named_like_secrets_are_blanked_at_every_depth(name: str) -> None:
    shown = hide_secrets(None, "info", {"event": "x", "body": {"list": [{name: "hunter2"}]}})
    assert shown["body"] == {"list": [{name: HIDDEN}]}


def test_credentials_inside_texts_are_blanked() -> None:
    shown = hide_secrets(
        None, "info", {"event": "postgresql://u:hunter2@db/x failed; Bearer abc.def-123"}
    )
    assert shown["event"] == f"postgresql://{HIDDEN}@db/x failed; Bearer {HIDDEN}"
