"""A worker process exports what it did."""

import socket

from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from novex_shopify.config.container import Container
from novex_shopify.config.monitoring import count_work
from novex_shopify.config.settings import Settings
from novex_shopify.entrypoints.worker.metrics import serve_metrics
from tests.builders import a_delivery, a_new_event, a_shop
from tests.entrypoints.scripted_shopify import ScriptedShopify


def get_value(name: str, **labels: str) -> float:
    """What is exported now, 0 if nothing."""
    return REGISTRY.get_sample_value(name, labels) or 0


def test_events_and_calls_are_counted_once_the_process_is_monitored(
    container: Container, shopify: ScriptedShopify
) -> None:
    shopify.status = 404
    count_work(container)
    ignored = get_value("novex_events_attempted_total", status="ignored")
    answered = get_value("novex_shopify_responses_total", code="404")
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.events.add([a_new_event(delivery=a_delivery(topic="nothing/handled"))])
        tx.commit()
    assert container.process_event().run_next()
    container.http().get("https://tea-and-paper.myshopify.com/nowhere")
    assert get_value("novex_events_attempted_total", status="ignored") == ignored + 1
    assert get_value("novex_shopify_responses_total", code="404") == answered + 1


def test_a_port_that_is_in_use_is_reported_and_stops_no_worker(settings: Settings) -> None:
    with socket.socket() as taken, capture_logs() as logs:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        serve_metrics(settings.model_copy(update={"metrics_port": port}))
    assert [(line["event"], line["port"]) for line in logs] == [("metrics.port_not_available", port)]
