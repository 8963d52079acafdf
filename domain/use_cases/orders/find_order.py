"""Finds orders, with everything that is known about them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound, UnreadablePayload
from novex_shopify.domain.model.fulfillment import FulfillmentPush
from novex_shopify.domain.model.rebooking import Rebooking
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import FINISHED, WebhookEvent
from novex_shopify.domain.model.webhook_topic import TOPICS_BY_NAME, Subject
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.resource_keys import order_key, parse_order_key

_MAX_EVENTS = 100

OrderKey = tuple[ShopDomain, int]


@dataclass(frozen=True, slots=True)
class OrderHistory:
    """What is known about one order. `events` and `pushes` are newest first; `name` is None if it is unknown.

    `rebookings` are the changes that people made to the items of its lines, oldest first.
    """

    shop: ShopDomain
    order_id: int
    name: str | None
    sales_order: SalesOrder | None
    events: tuple[WebhookEvent, ...]
    pushes: tuple[FulfillmentPush, ...]
    rebookings: tuple[Rebooking, ...] = ()

    @property
    def open_event(self) -> WebhookEvent | None:
        """The newest event that is not finished."""
        return next((event for event in self.events if event.status not in FINISHED), None)


@dataclass(frozen=True, slots=True)
class FindOrder:
    """Searches the ERP, the stored events and the shipments; does not call Shopify."""

    unit_of_work: UnitOfWork
    payloads: PayloadReader

    def __call__(self, text: str, limit: int = 20) -> Sequence[OrderHistory]:
        """Find orders by name, e-mail address, tracking number, shipment id, Shopify id or ERP id."""
        with self.unit_of_work.read() as tx:
            found = dict.fromkeys(_find_order_keys(tx, text.strip(), limit))
            return [self._load_history(tx, shop, order_id) for shop, order_id in list(found)[:limit]]

    def get_history(self, shop: ShopDomain, order_id: int) -> OrderHistory:
        """Get the history of one order by its Shopify id. Raises `NotFound` if nothing is known about it."""
        with self.unit_of_work.read() as tx:
            history = self._load_history(tx, shop, order_id)
        if not (history.sales_order or history.events or history.pushes):
            raise NotFound(
                f"Order {order_id} of {shop} was never received. If the store has this order, check that the store"
                " is connected and its webhooks are subscribed."
            )
        return history

    def _load_history(self, tx: Transaction, shop: ShopDomain, order_id: int) -> OrderHistory:
        link = tx.order_links.get_many(shop, [order_id]).get(order_id)
        document = tx.erp.orders.get(link.erp_id) if link and link.erp_id else None
        events = tx.events.list_for_resource(shop, order_key(order_id), _MAX_EVENTS)
        name = document.name if document else self._find_name(events)
        pushes = tx.pushes.list_for_order(shop, order_id)[::-1]
        rebookings = tx.rebookings.list_for_order(shop, order_id)
        return OrderHistory(shop, order_id, name, document, tuple(events), tuple(pushes), tuple(rebookings))

    def _find_name(self, events: Iterable[WebhookEvent]) -> str | None:
        for event in events:
            topic = TOPICS_BY_NAME.get(event.topic)
            if topic and topic.subject is Subject.ORDER:
                try:
                    return self.payloads.parse_order(event.body).name
                except UnreadablePayload:  # the body was erased or is damaged; an older event may be readable
                    continue
        return None


def _find_order_keys(tx: Transaction, text: str, limit: int) -> Iterator[OrderKey]:
    """Search the ERP first, then the open events, then the shipments. A key may come up more than once."""
    if not text:
        return
    for document in tx.erp.orders.search(text, limit):
        yield ShopDomain(document.shop_domain), document.shopify_order_id
    if (order_id := parse_id(text)) is not None:
        for shop in tx.shops.list_all():
            if tx.order_links.get_many(shop.domain, [order_id]) or tx.events.list_for_resource(
                shop.domain, order_key(order_id), 1
            ):
                yield shop.domain, order_id
    for event in tx.events.find_open_containing((text, f"#{text}"), limit):
        if (event_order_id := parse_order_key(event.resource_key)) is not None:
            yield event.shop_domain, event_order_id
    for push in tx.pushes.search(text, limit):
        if push.shop_domain and push.order_id:
            yield push.shop_domain, push.order_id
