"""Steps of the tests of the inbox: receive webhooks, process them with the real handlers, and read the results."""

from collections.abc import Mapping

from novex_shopify.adapters.easypost.event_reader import EasyPostEventReader
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.webhook_event import EventStatus, NewEvent, WebhookEvent
from novex_shopify.domain.model.webhook_topic import Subject
from novex_shopify.domain.model.work import ActiveClaims
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.mark_due import MarkDue
from novex_shopify.domain.use_cases.webhooks.handlers import build_handlers, build_readers
from novex_shopify.domain.use_cases.webhooks.process_event import EventHandler, ProcessEvent
from tests.builders import SHOP, a_delivery, a_variant, an_item
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes

PAYLOADS = JsonPayloadReader()
CARRIER_EVENTS = EasyPostEventReader()
MARK_DUE = MarkDue(RecordingWorkNotifier(), ManualClock())


def receive_webhook(fakes: Fakes, topic: str, body: bytes, webhook_id: str = "webhook-1") -> None:
    """Store a webhook that was just received."""
    resource_key = PAYLOADS.parse_resource_key(topic, body)
    assert resource_key
    with fakes.unit_of_work() as tx:
        tx.events.add([NewEvent(a_delivery(topic, body, webhook_id), resource_key, fakes.clock.now())])
        tx.commit()


def process_events(fakes: Fakes, handlers: Mapping[Subject, EventHandler] | None = None) -> None:
    """Process events until none is due."""
    process_event = ProcessEvent(
        unit_of_work=fakes.unit_of_work,
        handlers=handlers or build_handlers(PAYLOADS, CARRIER_EVENTS, fakes.notifier, fakes.clock),
        readers=build_readers(PAYLOADS, fakes.admin, fakes.access, fakes.unit_of_work),
        payloads=PAYLOADS,
        retry=RetryPolicy(random=lambda: 0),
        notifier=fakes.notifier,
        clock=fakes.clock,
        worker=WORKER,
        active_claims=ActiveClaims(),
        metrics=fakes.metrics,
    )
    while process_event.run_next():
        pass


def map_product(fakes: Fakes) -> None:
    """Map the only product to an item of the ERP."""
    with fakes.unit_of_work() as tx:
        tx.erp.catalog.put([an_item()])
        tx.mappings.upsert_variants(SHOP, [a_variant()])
        tx.mappings.save(ProductMapping(SHOP, a_variant(), an_item().id, MatchedBy.PERSON))
        tx.commit()


def list_events(fakes: Fakes) -> list[WebhookEvent]:
    """All events, oldest first."""
    with fakes.unit_of_work() as tx:
        return list(tx.events.list_latest(100))[::-1]


def list_statuses(fakes: Fakes) -> list[EventStatus]:
    """The statuses of all events, oldest first."""
    return [event.status for event in list_events(fakes)]


def list_sales_orders(fakes: Fakes) -> list[SalesOrder]:
    with fakes.unit_of_work() as tx:
        return list(tx.erp.orders.list_latest(100))


def get_sales_order(fakes: Fakes) -> SalesOrder:
    """The only sales order."""
    (order,) = list_sales_orders(fakes)
    return order
