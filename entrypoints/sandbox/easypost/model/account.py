"""Everything that one key sees: test and production are two accounts that share nothing."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from novex_shopify.entrypoints.sandbox.easypost.errors import build_not_found
from novex_shopify.entrypoints.sandbox.easypost.model.batch import Batch
from novex_shopify.entrypoints.sandbox.easypost.model.carriers import Carrier
from novex_shopify.entrypoints.sandbox.easypost.model.faults import PlannedFaults
from novex_shopify.entrypoints.sandbox.easypost.model.shipment import JsonObject, Shipment
from novex_shopify.entrypoints.sandbox.easypost.model.tracker import Tracker
from novex_shopify.entrypoints.sandbox.easypost.model.webhooks import Delivery, DeliveryPlan, Event, Webhook


@dataclass(frozen=True, slots=True)
class CarrierAccount:
    id: str
    carrier: Carrier
    created_at: datetime


@dataclass(slots=True, kw_only=True)
class Account:
    """`resources` are the objects that are no more than their JSON, by id. `files` are drawn when they are read.

    `due_updates` is a heap: when the next update of each travelling parcel is due, with the id of its tracker.
    `open_refunds` are ids of shipments. `carrier_labels` are labels that carriers sold without EasyPost hearing of it.
    """

    mode: str
    key: str = field(repr=False)
    user_id: str
    key_is_active: bool = True
    carrier_accounts: dict[str, CarrierAccount] = field(default_factory=dict)
    resources: dict[str, JsonObject] = field(default_factory=dict)
    shipments: dict[str, Shipment] = field(default_factory=dict)
    trackers: dict[str, Tracker] = field(default_factory=dict)
    due_updates: list[tuple[datetime, str]] = field(default_factory=list)
    batches: dict[str, Batch] = field(default_factory=dict)
    webhooks: dict[str, Webhook] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    files: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    open_refunds: set[str] = field(default_factory=set)
    carrier_labels: list[JsonObject] = field(default_factory=list)
    faults: PlannedFaults = field(default_factory=PlannedFaults)
    delivery_plan: DeliveryPlan = field(default_factory=DeliveryPlan)
    call_counts: Counter[str] = field(default_factory=Counter)
    recent_list_calls: deque[datetime] = field(default_factory=deque)

    @property
    def is_test(self) -> bool:
        return self.mode == "test"

    def get_shipment(self, shipment_id: str) -> Shipment:
        return _get(self.shipments, shipment_id)

    def get_tracker(self, tracker_id: str) -> Tracker:
        return _get(self.trackers, tracker_id)

    def get_batch(self, batch_id: str) -> Batch:
        return _get(self.batches, batch_id)

    def get_webhook(self, webhook_id: str) -> Webhook:
        return _get(self.webhooks, webhook_id)

    def get_event(self, event_id: str) -> Event:
        return _get(self.events, event_id)

    def get_resource(self, resource_id: str, object_name: str) -> JsonObject:
        """Raises an error with status 404 if there is none, or one of another kind."""
        resource = _get(self.resources, resource_id)
        if resource["object"] != object_name:
            raise build_not_found(resource_id)
        return resource

    def list_resources(self, object_name: str) -> list[JsonObject]:
        return [each for each in self.resources.values() if each["object"] == object_name]

    def add_resource(self, resource: JsonObject) -> JsonObject:
        self.resources[resource["id"]] = resource
        return resource

    def find_tracker(self, tracking_code: str, carrier: str | None = None) -> Tracker | None:
        return next(
            (
                each
                for each in self.trackers.values()
                if each.tracking_code == tracking_code and carrier in (None, each.carrier)
            ),
            None,
        )


Stored = TypeVar("Stored")


def _get(objects: dict[str, Stored], object_id: str) -> Stored:
    if object_id not in objects:
        raise build_not_found(object_id)
    return objects[object_id]
