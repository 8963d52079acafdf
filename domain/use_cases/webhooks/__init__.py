"""Receiving webhooks and processing the stored events."""

from novex_shopify.domain.use_cases.webhooks.delete_old_events import DeleteOldEvents
from novex_shopify.domain.use_cases.webhooks.dismiss_event import DismissEvent
from novex_shopify.domain.use_cases.webhooks.handlers import build_handlers, build_readers
from novex_shopify.domain.use_cases.webhooks.ingest_webhook import IngestWebhook
from novex_shopify.domain.use_cases.webhooks.list_events import ListEvents
from novex_shopify.domain.use_cases.webhooks.process_event import ProcessEvent
from novex_shopify.domain.use_cases.webhooks.register_webhooks import RegisterWebhooks
from novex_shopify.domain.use_cases.webhooks.release_parked_events import ReleaseParkedEvents
from novex_shopify.domain.use_cases.webhooks.replay_events import ReplayEvents
from novex_shopify.domain.use_cases.webhooks.request_subscription_check import RequestSubscriptionCheck
from novex_shopify.domain.use_cases.webhooks.summarize_webhooks import SummarizeWebhooks
from novex_shopify.domain.use_cases.webhooks.watch_deliveries import WatchDeliveries

__all__ = [
    "DeleteOldEvents",
    "DismissEvent",
    "IngestWebhook",
    "ListEvents",
    "ProcessEvent",
    "RegisterWebhooks",
    "ReleaseParkedEvents",
    "ReplayEvents",
    "RequestSubscriptionCheck",
    "SummarizeWebhooks",
    "WatchDeliveries",
    "build_handlers",
    "build_readers",
]
