"""Figures count by route template; tracing waits for the standard variables."""

import pytest

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
