"""Puts orders on hold by the rules of their store, in the transaction in which they change."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.order_hold import HoldEnd, HoldFinding, HoldRule, HoldRuleKind, OrderHold
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.hold_rules import HoldFacts, find_holds, is_new_reason, is_over
from novex_shopify.domain.ports.unit_of_work import Transaction

_OVER = "Nothing is left to ship."


def hold_by_rules(
    tx: Transaction, shop: ShopDomain, orders: Iterable[SalesOrder], rules: Sequence[HoldRule], now: datetime
) -> Collection[int]:
    """Hold those of a store's orders that its rules find; returns the Shopify ids of all of them that are on hold.

    `orders` are as the ERP has them. Their links are locked, or else their states in the warehouse are. A rule holds an
    order once; after its release, again only for another reason. Of an order that is over, the holds end.
    """
    by_id = {order.shopify_order_id: order for order in sorted(orders, key=lambda order: order.shopify_order_id)}
    known: dict[int, list[OrderHold]] = defaultdict(list)
    for hold in tx.order_holds.list_by_orders(shop, by_id):
        known[hold.order_id].append(hold)
    findings = find_all(tx, by_id.values(), rules)
    held = set()
    for order_id, order in by_id.items():
        if _settle_holds(tx, order, known[order_id], findings[order_id], now):
            held.add(order_id)
    return held


def find_all(
    tx: Transaction, orders: Collection[SalesOrder], rules: Sequence[HoldRule]
) -> Mapping[int, Sequence[HoldFinding]]:
    """What the rules find, by Shopify's id of the order."""
    first: Mapping[str, datetime] = {}
    if any(rule.kind is HoldRuleKind.FIRST_ORDER for rule in rules):
        first = tx.erp.orders.find_first_orders({order.customer_id for order in orders if order.customer_id})
    return {
        order.shopify_order_id: find_holds(
            rules,
            HoldFacts(order, order.ordered_at <= first.get(order.customer_id or "", order.ordered_at)),
        )
        for order in orders
    }


def _settle_holds(
    tx: Transaction, order: SalesOrder, known: Sequence[OrderHold], findings: Sequence[HoldFinding], now: datetime
) -> bool:
    """Place and end what is to be; returns whether the order is on hold then."""
    open_ones = {each.rule: each for each in known if each.is_open}
    new = [each for each in findings if is_new_reason(each, known)]
    if is_over(order):
        if open_ones:
            _lock_state(tx, order)
        for hold in open_ones.values():
            end_hold(tx, hold, HoldEnd.OVER, _OVER, now)
        return False
    if new:
        _lock_state(tx, order)
    held = HeldOrder(ShopDomain(order.shop_domain), order.shopify_order_id, order.name)
    for finding in new:
        place_hold(tx, held, finding, now, open_ones.get(finding.rule))
    return bool(open_ones or new)


def _lock_state(tx: Transaction, order: SalesOrder) -> None:
    """So that the order does not leave in the same moment (`lock_against_holds`)."""
    if tx.erp.stock and order.id:
        tx.erp.stock.warehouse_states.lock(order.id)


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """An order that a hold is placed on, by Shopify's id, because the ERP may not have it yet."""

    shop: ShopDomain
    order_id: int
    name: str


def place_hold(
    tx: Transaction, order: HeldOrder, finding: HoldFinding, now: datetime, known: OrderHold | None = None
) -> OrderHold:
    """Place a hold, or give the open one of its rule the new reason as well. The order is locked."""
    if known:
        changed = replace(
            known, reason=finding.reason, grounds=known.grounds | finding.grounds, figure=finding.figure or known.figure
        )
        tx.order_holds.save(changed)
        return changed
    new = OrderHold(
        0,
        order.shop,
        order.order_id,
        order.name,
        finding.rule,
        finding.reason,
        now,
        get_current_actor(),
        finding.grounds,
        finding.figure,
    )
    placed = tx.order_holds.add(new)
    values = {"hold": placed.cause, "reason": finding.reason}
    tx.audit_log.record(AuditAction.ORDER_HELD, build_subject(placed), after=values)
    return placed


def end_hold(tx: Transaction, hold: OrderHold, end: HoldEnd, reason: str, now: datetime) -> OrderHold:
    """End an open hold, by the current actor. The order is locked."""
    ended = replace(hold, end=end, ended_at=now, ended_by=get_current_actor(), end_reason=reason)
    tx.order_holds.save(ended)
    values = {"hold": hold.cause, "reason": reason}
    tx.audit_log.record(AuditAction.ORDER_RELEASED, build_subject(hold), after=values)
    return ended


def build_subject(hold: OrderHold) -> AuditSubject:
    return AuditSubject(AuditedKind.ORDER, str(hold.order_id), hold.shop)
