"""The alert rules and the dashboard name metrics and label values that exist."""

import json
import re
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from novex_shopify.adapters.monitoring.prometheus import PrometheusWorkMetrics
from novex_shopify.domain.model.connection import ConnectionState
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.webhook_event import EventStatus, IntakeOutcome
from novex_shopify.entrypoints.web import metrics as web_metrics
from novex_shopify.entrypoints.worker import metrics as worker_metrics

DEPLOY = Path(__file__).parents[2] / "deploy"
EXPORTERS = (web_metrics, worker_metrics, PrometheusWorkMetrics)
"""What registers metrics when it is imported."""

LABEL_VALUES: dict[str, set[str]] = {
    "outcome": set(IntakeOutcome),
    "connection": set(ConnectionState),
    "status": {*EventStatus, *PushStatus},
}


def list_metrics() -> set[str]:
    """The names under which Prometheus stores what processes export."""
    suffixes = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
    return {
        f"{metric.name}{suffix}"
        for metric in REGISTRY.collect()
        if metric.name.startswith("novex_")
        for suffix in suffixes[metric.type]
    }


@pytest.mark.parametrize("name", ["prometheus-alerts.yml", "grafana-dashboard.json"])
def test_every_metric_and_label_value_exists(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8").replace('\\"', '"')
    used = set(re.findall(r"\bnovex_[a-z_]*[a-z]\b", text))
    assert len(used) > 8
    assert used <= list_metrics(), EXPORTERS
    for label, values in re.findall(r'[{,](\w+)[=!]~?"([a-z_|]+)"', text):
        if label in LABEL_VALUES:
            assert set(values.split("|")) <= LABEL_VALUES[label]


def test_the_dashboard_shows_every_metric_of_the_product() -> None:
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    shown = " ".join(target["expr"] for panel in dashboard["panels"] for target in panel["targets"])
    not_shown = {
        metric.name for metric in REGISTRY.collect() if metric.name.startswith("novex_") and metric.name not in shown
    }
    assert not_shown == {"novex_webhook_api_version_mismatches"}
