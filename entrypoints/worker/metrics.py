"""The metrics of a worker process, and the port that Prometheus reads them from."""

import structlog
from prometheus_client import Counter, start_http_server

from novex_shopify.config.settings import Settings

_log = structlog.get_logger()

JOBS_FAILED = Counter("novex_jobs_failed", "Periodic jobs that failed, by name", ["job_name"])


def serve_metrics(settings: Settings) -> None:
    """Answer `/metrics` on `METRICS_PORT`, if it is set. A port that is in use stops no worker: work comes first."""
    if settings.metrics_port is None:
        return
    address = {"host": settings.metrics_host, "port": settings.metrics_port}
    try:
        start_http_server(settings.metrics_port, settings.metrics_host)
    except OSError as error:
        _log.error("metrics.port_not_available", **address, cause=error.strerror, fix="set another METRICS_PORT")
    else:
        _log.info("metrics.started", **address)
