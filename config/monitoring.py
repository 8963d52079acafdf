"""Metrics of a process that runs for long."""

from dependency_injector import providers

from novex_shopify.config.container import Container


def count_work(container: Container) -> None:
    """Count what this process does in the registry of `prometheus_client`; the library and the commands do not."""
    from novex_shopify.adapters.monitoring import prometheus  # noqa: PLC0415 - the library does not need it

    container.work_metrics.override(providers.Singleton(prometheus.PrometheusWorkMetrics))
    prometheus.count_requests(container.http())
