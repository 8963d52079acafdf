"""Every subject of a webhook is handled."""

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.webhook_topic import Subject
from novex_shopify.domain.use_cases.webhooks.handlers import build_handlers


def test_every_subject_has_a_handler() -> None:
    handlers = build_handlers(JsonPayloadReader(), RecordingWorkNotifier(), ManualClock())
    assert set(handlers) == set(Subject)
