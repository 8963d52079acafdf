"""Reads what the use cases of packing share."""

from dataclasses import replace
from datetime import datetime

from novex_shopify.domain.errors import NotFound, OrderBeingPacked, PackingChanged
from novex_shopify.domain.model.actor import Actor, get_current_actor
from novex_shopify.domain.model.packing import Packing
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.order_stock import is_order_cancelled
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.holds.lock import find_hold


def lock_packing(tx: Transaction, order_id: str, version: int) -> Packing:
    """Lock the packing that a person sees on a page.

    It is locked before its order, and the order before its lots. Raises `NotFound`, `OrderBeingPacked` if somebody
    else has taken it over, and `PackingChanged` if the page is older than the packing.
    """
    return _check(tx, tx.packings.lock(order_id), version)


def get_packing(tx: Transaction, order_id: str, version: int) -> Packing:
    """Do the same without a lock, to look at it."""
    return _check(tx, tx.packings.get(order_id), version)


def _check(tx: Transaction, packing: Packing | None, version: int) -> Packing:
    if packing is None:
        raise NotFound("This order is not being packed any more. Scan it again.")
    require_packer(tx, packing)
    if packing.version != version:
        raise PackingChanged
    return packing


def require_packer(tx: Transaction, packing: Packing) -> None:
    """Raises `OrderBeingPacked`, with the name of who packs it."""
    if is_of_another(packing, get_current_actor()):
        order = tx.erp.orders.get(packing.order_id)
        raise OrderBeingPacked(order.name if order else packing.order_id, packing.packer.name)


def find_obstacle(tx: Transaction, order: SalesOrder) -> str | None:
    """Why nothing of an order may be packed, whether it is begun or not."""
    if is_order_cancelled(order):
        return f"Order {order.name} is cancelled. Don't pack it."
    hold = find_hold(tx, order)
    return str(hold) if hold else None


def is_of_another(packing: Packing, actor: Actor) -> bool:
    """Whether somebody else packs it. What is set aside waits for anybody."""
    return not packing.is_set_aside and (packing.packer.kind, packing.packer.id) != (actor.kind, actor.id)


def save_packing(tx: Transaction, packing: Packing, now: datetime) -> Packing:
    """Store a change of a locked packing."""
    saved = replace(packing, version=packing.version + 1, changed_at=now)
    tx.packings.save(saved)
    return saved
