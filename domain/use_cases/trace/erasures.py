"""When the persons behind orders were erased."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from novex_shopify.domain.model.lot_trace import OrderHead
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.stated_fields import ERASURE
from novex_shopify.domain.ports.unit_of_work import Transaction


def find_erasures(tx: Transaction, heads: Iterable[OrderHead]) -> Mapping[str, datetime]:
    """Return the times by the ERP's order id, of those orders whose person was erased."""
    by_shop: dict[ShopDomain, list[OrderHead]] = defaultdict(list)
    for head in heads:
        if not _has_contact(head):
            by_shop[head.shop].append(head)
    return {order_id: at for shop, theirs in by_shop.items() for order_id, at in _find_in_shop(tx, shop, theirs)}


def _has_contact(head: OrderHead) -> bool:
    return bool(head.email or head.phone or head.shipping_address or head.billing_address)


def _find_in_shop(tx: Transaction, shop: ShopDomain, heads: Iterable[OrderHead]) -> Iterable[tuple[str, datetime]]:
    by_shopify_id = {head.shopify_order_id: head for head in heads}
    links = tx.order_links.get_many(shop, by_shopify_id)
    whole_shop = tx.privacy.find_shop_erasure(shop)
    for shopify_id, head in by_shopify_id.items():
        link = links.get(shopify_id)
        version = link.field_versions.get(ERASURE) if link else None
        if version is not None:
            yield head.id, version.state.updated_at
        elif whole_shop is not None and head.ordered_at <= whole_shop:
            yield head.id, whole_shop
