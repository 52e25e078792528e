"""Figures count by route template; tracing waits for the standard variables."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sortie.base import figures
from sortie.base.telemetry import observe_request, render_metrics, traced, tracing_wanted


def test_requests_are_counted_by_route_template_and_status() -> None:
    observe_request("GET", "/records/{object}", 200, 0.004)
    body, kind = render_metrics()
    assert kind.startswith("text/plain")
    assert (
        'sortie_http_request_seconds_bucket{le="0.005",method="GET",'
        'route="/records/{object}",status="200"} 1.0' in body.decode()
    )


def test_tracing_is_off_until_an_endpoint_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    assert not tracing_wanted()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    assert tracing_wanted()
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert not tracing_wanted()


def test_an_untraced_application_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")

    async def app(*_: object) -> None:
        pass

    assert traced(app) is app


def one_process(folder: Path, act: str) -> tuple[int, str]:
    """Its id and what it printed."""
    running = subprocess.Popen(
        [sys.executable, "-c", f"from sortie.base import telemetry as t; {act}"],
        env={**os.environ, figures.FOLDER: str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )
    told, _ = running.communicate()
    assert running.returncode == 0
    return running.pid, told


def test_a_process_tells_what_all_have_counted_and_forgets_what_the_dead_held(
    tmp_path: Path,
) -> None:
    work = "t.jobs_run.labels('mail', 'done').inc(); t.streams_open.inc()"
    first, _ = one_process(tmp_path, work)
    one_process(tmp_path, work)
    figures.forget_process(first, tmp_path)
    _, told = one_process(tmp_path, "print(t.render_metrics()[0].decode())")
    assert 'sortie_jobs_total{job="mail",outcome="done"} 2.0' in told
    assert "sortie_streams_open 1.0" in told
    assert "process_resident_memory_bytes" in told
