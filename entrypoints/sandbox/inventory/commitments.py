"""What orders do to stock: they commit units, and release them when shipped, cancelled, refunded or moved."""

from collections import Counter
from collections.abc import Mapping

from novex_shopify.entrypoints.sandbox.clock import truncate_to_second
from novex_shopify.entrypoints.sandbox.inventory.stocking import change_level
from novex_shopify.entrypoints.sandbox.model.fulfillments import Fulfillment
from novex_shopify.entrypoints.sandbox.model.inventory import LevelKey, QuantityName
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.refunds import RefundLine, RestockType
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent


def commit_order(shop: Shop, order: Order) -> list[WebhookEvent]:
    """Commit what is unfulfilled now; what no longer is committed is available again, as after a move or an edit."""
    return _settle(shop, order.id, _count_committed(shop, order), None, {})


def release_order(shop: Shop, order: Order, *, restock: bool) -> list[WebhookEvent]:
    """Release everything that a cancelled or deleted order commits; without `restock` the units are lost."""
    return _settle(shop, order.id, Counter(), None if restock else Counter(), {})


def take_shipped(shop: Shop, order: Order) -> list[WebhookEvent]:
    """Release shipped units, which leave the location."""
    return _settle(shop, order.id, _count_committed(shop, order), Counter(), {})


def return_shipped(shop: Shop, order: Order, fulfillment: Fulfillment) -> list[WebhookEvent]:
    """Commit the units of a cancelled fulfillment again, at the location that they had left."""
    returned: Counter[LevelKey] = Counter()
    for line in fulfillment.lines:
        for item_id, quantity in _count_items(shop, order, {line.line_item_id: line.quantity}).items():
            returned[item_id, fulfillment.location_id] += quantity
    return _settle(shop, order.id, _count_committed(shop, order), Counter(), returned)


def apply_refund(shop: Shop, order: Order, refund_lines: tuple[RefundLine, ...]) -> list[WebhookEvent]:
    """Release refunded units: to stock by their restock type, or not at all."""
    cancelled: Counter[int] = Counter()
    returned: Counter[LevelKey] = Counter()
    for line in refund_lines:
        for item_id, quantity in _count_items(shop, order, {line.line_item_id: line.quantity}).items():
            if line.restock_type is RestockType.CANCEL:
                cancelled[item_id] += quantity
            elif line.restock_type is RestockType.RETURN and line.location_id:
                returned[item_id, line.location_id] += quantity
    return _settle(shop, order.id, _count_committed(shop, order), cancelled, returned)


def _count_committed(shop: Shop, order: Order) -> Counter[LevelKey]:
    """Count unfulfilled units by level: where fulfillment orders are assigned, else where the line would be routed."""
    committed: Counter[LevelKey] = Counter()
    waiting = Counter(shop.count_unfulfilled(order))
    for fulfillment_order in shop.list_fulfillment_orders(order):
        if fulfillment_order.can_ship:
            assigned = {line.line_item_id: line.remaining_quantity for line in fulfillment_order.lines}
            waiting.subtract(assigned)
            for item_id, quantity in _count_items(shop, order, assigned).items():
                committed[item_id, fulfillment_order.location_id] += quantity
    for line in order.lines:
        for item_id, quantity in _count_items(shop, order, {line.id: max(0, waiting[line.id])}).items():
            committed[item_id, line.location_id] += quantity
    return +committed


def _count_items(shop: Shop, order: Order, quantities: Mapping[int, int]) -> Counter[int]:
    """Turn quantities by order line into quantities by inventory item; items that are not tracked do not count."""
    found: Counter[int] = Counter()
    for line in order.lines:
        item = shop.inventory.find_item_of_variant(line.variant_id)
        if item and item.tracked:
            found[item.id] += quantities.get(line.id, 0)
    return found


def _settle(
    shop: Shop,
    order_id: int,
    committed: Counter[LevelKey],
    restocked: Counter[int] | None,
    returned: Mapping[LevelKey, int],
) -> list[WebhookEvent]:
    """Apply the difference to what the order committed before.

    Released units are available again: all of them, or as many as `restocked` names by item. `returned` units come
    back to a location from outside.
    """
    before = shop.inventory.committed.pop(order_id, Counter())
    if committed:
        shop.inventory.committed[order_id] = committed
    events = []
    for key in sorted({*before, *committed, *returned}):
        delta = committed[key] - before[key]
        released = max(0, -delta)
        back = released if restocked is None else min(released, restocked[key[0]])
        if restocked is not None:
            restocked[key[0]] -= back
        available = back + returned.get(key, 0) - max(0, delta)
        changes = {QuantityName.AVAILABLE: available, QuantityName.COMMITTED: delta}
        if any(changes.values()) and key[0] in shop.inventory.items:
            events.append(change_level(shop, key, changes, truncate_to_second(shop.clock())))
    return events
