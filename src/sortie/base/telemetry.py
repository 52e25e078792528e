"""Figures for Prometheus, and OpenTelemetry traces where the standard variables ask for them.

The processes of one Sortie count into one folder (`figures.FOLDER`): each can tell what all have
counted. Without a folder a process tells its own.
"""

import os
from collections.abc import Awaitable, Callable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from sortie.base import figures

type Asgi = Callable[..., Awaitable[None]]

REGISTRY = CollectorRegistry()
_PROCESS = CollectorRegistry()
ProcessCollector(registry=_PROCESS)
PlatformCollector(registry=_PROCESS)
GCCollector(registry=_PROCESS)

# Seconds. Dense where the targets are (list p50 5 ms), up to a slow report.
_BUCKETS_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)

_requests = Histogram(
    "sortie_http_request_seconds",
    "Time to answer a request, by its route template",
    ("method", "route", "status"),
    buckets=_BUCKETS_S,
    registry=REGISTRY,
)
jobs_run = Counter(
    "sortie_jobs_total", "Jobs run, by name and outcome", ("job", "outcome"), registry=REGISTRY
)
jobs_waiting = Gauge(
    "sortie_jobs_waiting",
    "Jobs due and not taken",
    registry=REGISTRY,
    multiprocess_mode="mostrecent",
)
worker_seen = Gauge(
    "sortie_worker_seen_timestamp_seconds",
    "When a worker last looked at the queue",
    registry=REGISTRY,
    multiprocess_mode="mostrecent",
)
streams_open = Gauge(
    "sortie_streams_open",
    "Open event streams to browsers",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request. ``route`` is the template (``/records/{object}``), not the path."""
    _requests.labels(method, route, str(status)).observe(seconds)


def render_metrics() -> tuple[bytes, str]:
    """The body and content type of ``GET /metrics``; the answering process's own figures last."""
    counted = REGISTRY
    if os.environ.get(figures.FOLDER):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]  # theirs is untyped
    return generate_latest(counted) + generate_latest(_PROCESS), CONTENT_TYPE_LATEST


def tracing_wanted() -> bool:
    """Whether the standard ``OTEL_…`` variables name somewhere to send traces to."""
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    if os.environ.get("OTEL_TRACES_EXPORTER", "").lower() == "none":
        return False
    return any(
        os.environ.get(name)
        for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    )


def start_tracing(service: str) -> bool:
    """Trace this process if the environment wants it; says whether it does.

    The exporter, sampler and resource read their own ``OTEL_…`` variables.
    """
    if not tracing_wanted():
        return False
    # Imported here: half a second of start that only those who trace should pay.
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (
        OTLPSpanExporter,
    )
    from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    name = os.environ.get("OTEL_SERVICE_NAME") or service
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    AsyncPGInstrumentor().instrument()  # type: ignore[no-untyped-call]  # theirs is untyped
    return True


def traced(app: Asgi) -> Asgi:
    """``app`` with a span a request where tracing is wanted, else ``app`` itself."""
    if not tracing_wanted():
        return app
    from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware

    wrapped: Asgi = OpenTelemetryMiddleware(app)
    return wrapped
