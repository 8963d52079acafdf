"""How an order's figures came about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound, UnreadablePayload
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter
from novex_shopify.domain.model.webhook_topic import HANDLED_BY_NAME, Subject
from novex_shopify.domain.policies.order_explanation import Figure, explain
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.refresh_access_token import RefreshAccessToken

_STATES_TO_LOOK_AT = 50


@dataclass(frozen=True, slots=True)
class ExplainOrder:
    """Takes Shopify's newest statement of an order, from the inbox or else by asking, and explains each figure."""

    unit_of_work: UnitOfWork
    payloads: PayloadReader
    admin: ShopifyAdmin
    access: RefreshAccessToken

    def __call__(self, reference: str) -> Sequence[Figure]:
        """By the ERP's id, the name (`#1001`) or Shopify's id, also of an order that is parked. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            shop, order_id = _find(tx, reference)
            statement = self._newest(tx, shop, order_id)
        if statement is None:
            statement = self.admin.order(self.access(shop), order_id)
        return explain(statement)

    def _newest(self, tx: Transaction, shop: ShopDomain, order_id: int) -> Order | None:
        states = []
        for event in tx.events.latest(_STATES_TO_LOOK_AT, EventFilter(shop=shop, resource_key=f"order:{order_id}")):
            topic = HANDLED_BY_NAME.get(event.topic)
            read = self._readers().get(topic.subject) if topic else None
            if read:
                try:
                    states.append(read(event.body))
                except UnreadablePayload:  # erased, or never readable; another one may be
                    continue
        return max(states, key=lambda order: order.updated_at, default=None)

    def _readers(self) -> Mapping[Subject, Callable[[bytes], Order]]:
        return {Subject.ORDER: self.payloads.order, Subject.ORDER_READ: self.payloads.read_order}


def _find(tx: Transaction, reference: str) -> tuple[ShopDomain, int]:
    document = tx.erp.orders.get(reference)
    shops = [shop.domain for shop in tx.shops.all()]
    for shop in shops:
        document = document or tx.erp.orders.find(shop, reference)
    if document:
        return ShopDomain(document.shop_domain), document.shopify_order_id
    if reference.isdecimal():
        for shop in shops:
            if tx.events.latest(1, EventFilter(shop=shop, resource_key=f"order:{reference}")):
                return shop, int(reference)
    raise NotFound(f"There is no order {reference}, neither in the ERP nor among what the stores sent.")
