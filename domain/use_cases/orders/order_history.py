"""All that is known about one order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.fulfillment import FulfillmentPush
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.problem import Problem
from novex_shopify.domain.model.product import MappedItem
from novex_shopify.domain.model.rebooking import Rebooking
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import UnmappedProducts
from novex_shopify.domain.model.tracker import Tracker
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.model.webhook_event import FINISHED, WebhookEvent
from novex_shopify.domain.policies.label_costs import sum_costs
from novex_shopify.domain.policies.order_document import find_unmapped_products, preview_sales_order
from novex_shopify.domain.policies.problems import describe_event_problem
from novex_shopify.domain.policies.tracker_reports import find_all_delivered_at, list_parcels
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import MissingProduct, order_key
from novex_shopify.domain.use_cases.orders.newest_state import find_newest_state

_MAX_EVENTS = 500
_READ_EVENTS = 20
"""Of these, the bodies are read to find the newest state."""


@dataclass(frozen=True, slots=True)
class OrderHistory:
    """What is known about one order. `events` (without their bodies) and `pushes` are newest first.

    - `sales_order`: the ERP's document, with its `customer`.
    - `state`: what Shopify said last, if it was asked for, or the ERP has no document, or not of this state; None if
      its webhooks were deleted.
    - `preview`: what the document would show, if there is none.
    - `missing`: the products without an item that keep the order from being booked.
    - `rebookings`: the changes that people made to the items of its lines, oldest first.
    - `warehouse`: how far the warehouse is with it (`compute_orders`), if it was asked for.
    - `trackers`: where its parcels are, by the ERP's shipment.
    - `labels`: the purchases of labels for its parcels, oldest first.
    """

    shop: ShopDomain
    order_id: int
    sales_order: SalesOrder | None
    events: tuple[WebhookEvent, ...]
    pushes: tuple[FulfillmentPush, ...]
    rebookings: tuple[Rebooking, ...] = ()
    state: Order | None = None
    preview: SalesOrder | None = None
    missing: Sequence[MissingProduct] = ()
    customer: Customer | None = None
    warehouse: WarehouseState | None = None
    trackers: Mapping[str, Sequence[Tracker]] = field(default_factory=dict)
    labels: Sequence[LabelPurchase] = ()

    @property
    def shipping_costs(self) -> Sequence[Money]:
        """What its labels cost, one amount for each currency."""
        return sum_costs(self.labels)

    @property
    def delivered_at(self) -> datetime | None:
        """When the last of its parcels was delivered; None if any is not, or is not tracked."""
        return find_all_delivered_at(list_parcels(self.pushes, self.trackers))

    @property
    def document(self) -> SalesOrder | None:
        """The ERP's document, or else what it would show."""
        return self.sales_order or self.preview

    @property
    def name(self) -> str | None:
        """None if it is unknown."""
        return self.document.name if self.document else None

    @property
    def open_event(self) -> WebhookEvent | None:
        """The newest event that is not finished."""
        return next((event for event in self.events if event.status not in FINISHED), None)

    @property
    def problem(self) -> Problem | None:
        """What keeps the newest unfinished event from being applied."""
        return describe_event_problem(self.open_event) if self.open_event else None


def load_order_history(
    tx: Transaction, payloads: PayloadReader, shop: ShopDomain, order_id: int, *, with_state: bool = False
) -> OrderHistory:
    link = tx.order_links.get_many(shop, [order_id]).get(order_id)
    document = tx.erp.orders.get(link.erp_id) if link and link.erp_id else None
    events = tuple(tx.events.list_without_bodies(shop, order_key(order_id), _MAX_EVENTS))
    history = OrderHistory(
        shop,
        order_id,
        document,
        events,
        tuple(tx.pushes.list_for_order(shop, order_id)[::-1]),
        tuple(tx.rebookings.list_for_order(shop, order_id)),
    )
    trackers = tx.trackers.get_for_shipments([push.shipment.id for push in history.pushes])
    labels = tx.label_purchases.list_for_orders([link.erp_id]) if link and link.erp_id else ()
    history = replace(history, trackers=trackers, labels=labels)
    if document and document.customer_id:
        history = replace(history, customer=tx.erp.customers.get(document.customer_id))
    with_state = with_state or document is None or history.open_event is not None
    readable = tx.events.list_for_resource(shop, order_key(order_id), _READ_EVENTS) if with_state and events else ()
    state = find_newest_state(payloads, readable)
    return _add_state(tx, history, state) if state else history


def _add_state(tx: Transaction, history: OrderHistory, state: Order) -> OrderHistory:
    variants = [line.variant_id for line in state.line_items if line.variant_id is not None]
    items = tx.mappings.get_items(history.shop, variants)
    holds = tx.shops.get_settings(history.shop).unmapped_products is not UnmappedProducts.PLACEHOLDER
    is_waiting = history.open_event is not None and holds and state.cancelled_at is None
    return replace(
        history,
        state=state,
        preview=None if history.sales_order else preview_sales_order(history.shop, state, items),
        missing=find_unmapped_products(state, items, _list_booked_items(history.sales_order)) if is_waiting else (),
        customer=history.customer or state.customer,
    )


def _list_booked_items(document: SalesOrder | None) -> Mapping[int, MappedItem]:
    lines = document.lines if document else ()
    return {line.line_item_id: MappedItem(line.item_id, line.pieces) for line in lines if line.kind is LineKind.ITEM}
