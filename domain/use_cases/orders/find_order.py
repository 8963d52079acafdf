"""Where is #1234? Everything that is known of an order, however far it came."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound, UnreadablePayload, order_key, parse_order_key
from novex_shopify.domain.model.fulfillment import FulfillmentPush
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import FINISHED, WebhookEvent
from novex_shopify.domain.model.webhook_topic import TOPICS_BY_NAME, Subject
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

_MAX_EVENTS = 100
_MAX_ID = 2**63

OrderKey = tuple[ShopDomain, int]


@dataclass(frozen=True, slots=True)
class OrderHistory:
    """What is known of one order. `events` and `pushes` are newest first; `document` is None if the ERP has none."""

    shop: ShopDomain
    order_id: int
    name: str | None
    sales_order: SalesOrder | None
    events: tuple[WebhookEvent, ...]
    pushes: tuple[FulfillmentPush, ...]

    @property
    def open_event(self) -> WebhookEvent | None:
        """The newest delivery that is not dealt with."""
        return next((event for event in self.events if event.status not in FINISHED), None)


@dataclass(frozen=True, slots=True)
class FindOrder:
    """Looks in the ERP, in the inbox and among the shipments; nothing is asked of Shopify."""

    unit_of_work: UnitOfWork
    payloads: PayloadReader

    def __call__(self, text: str, limit: int = 20) -> Sequence[OrderHistory]:
        """The orders of this name, e-mail address, tracking number, shipment, or id (Shopify's, or the ERP's)."""
        with self.unit_of_work() as tx:
            found = dict.fromkeys(_find_order_keys(tx, text.strip(), limit))
            return [self._load_history(tx, shop, order_id) for shop, order_id in list(found)[:limit]]

    def get_history(self, shop: ShopDomain, order_id: int) -> OrderHistory:
        """One order, by Shopify's id. Raises `NotFound` if nothing was ever heard of it."""
        with self.unit_of_work() as tx:
            story = self._load_history(tx, shop, order_id)
        if not (story.sales_order or story.events or story.pushes):
            raise NotFound(
                f"Nothing was ever received of order {order_id} of {shop}. If the store has it, see whether the store"
                " is connected and subscribed."
            )
        return story

    def _load_history(self, tx: Transaction, shop: ShopDomain, order_id: int) -> OrderHistory:
        link = tx.order_links.get_many(shop, [order_id]).get(order_id)
        document = tx.erp.orders.get(link.erp_id) if link and link.erp_id else None
        events = tx.events.list_for_resource(shop, order_key(order_id), _MAX_EVENTS)
        name = document.name if document else self._find_name(events)
        pushes = tx.pushes.list_for_order(shop, order_id)[::-1]
        return OrderHistory(shop, order_id, name, document, tuple(events), tuple(pushes))

    def _find_name(self, events: Iterable[WebhookEvent]) -> str | None:
        for event in events:
            topic = TOPICS_BY_NAME.get(event.topic)
            if topic and topic.subject is Subject.ORDER:
                try:
                    return self.payloads.parse_order(event.body).name
                except UnreadablePayload:  # erased, or never readable; another one may be
                    continue
        return None


def _find_order_keys(tx: Transaction, text: str, limit: int) -> Iterator[OrderKey]:
    """Orders in the ERP first, then what is on its way there, then what was shipped."""
    if not text:
        return
    for document in tx.erp.orders.search(text, limit):
        yield ShopDomain(document.shop_domain), document.shopify_order_id
    if text.isdecimal() and int(text) < _MAX_ID:
        order_id = int(text)
        for shop in tx.shops.list_all():
            if tx.order_links.get_many(shop.domain, [order_id]) or tx.events.list_for_resource(
                shop.domain, order_key(order_id), 1
            ):
                yield shop.domain, order_id
    for event in tx.events.find_open_containing((text, f"#{text}"), limit):
        if (meant := parse_order_key(event.resource_key)) is not None:
            yield event.shop_domain, meant
    for push in tx.pushes.search(text, limit):
        if push.shop_domain and push.order_id:
            yield push.shop_domain, push.order_id
