"""Following parcels on their way."""

from novex_shopify.domain.use_cases.tracking.apply_tracker import ApplyTracker
from novex_shopify.domain.use_cases.tracking.compare_trackers import CompareTrackers
from novex_shopify.domain.use_cases.tracking.handle_carrier_events import HandleLabelRefund, HandleTracker
from novex_shopify.domain.use_cases.tracking.ingest_carrier_events import IngestCarrierEvents
from novex_shopify.domain.use_cases.tracking.track_shipments import TrackShipments
from novex_shopify.domain.use_cases.tracking.watch_carrier_webhooks import WatchCarrierWebhooks

__all__ = [
    "ApplyTracker",
    "CompareTrackers",
    "HandleLabelRefund",
    "HandleTracker",
    "IngestCarrierEvents",
    "TrackShipments",
    "WatchCarrierWebhooks",
]
