"""Changes the rules by which a store's orders are held."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditSubject
from novex_shopify.domain.model.order_hold import HoldFinding, HoldRule
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.policies.hold_rules import MAX_PREVIEWED, add_rule
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.holds.hold_by_rules import find_all
from novex_shopify.domain.use_cases.wake_open_orders import WakeOpenOrders


@dataclass(frozen=True, slots=True)
class ChangeHoldRules:
    """A new rule counts for every order that changes from then on; where stock is kept, for all open orders at once."""

    unit_of_work: UnitOfWork
    wake_open_orders: WakeOpenOrders

    def save(self, shop: ShopDomain, rule: HoldRule) -> Sequence[HoldRule]:
        """Add a rule, or replace the one with its name. Raises `NotFound` and `InvalidHoldRule`."""
        with self.unit_of_work() as tx:
            settings = _get_settings(tx, shop)
            rules = add_rule(settings.hold_rules, rule)
            if rules != settings.hold_rules:
                _store(tx, shop, settings, rules)
            tx.commit()
        if settings.stock_since:
            self.wake_open_orders(shop)
        return rules

    def delete(self, shop: ShopDomain, name: str) -> Sequence[HoldRule]:
        """Delete a rule. What it holds stays on hold until a person releases it. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            settings = _get_settings(tx, shop)
            rules = tuple(each for each in settings.hold_rules if each.name != name)
            if rules == settings.hold_rules:
                raise NotFound(f"{shop} has no rule {name}.")
            _store(tx, shop, settings, rules)
            tx.commit()
        return rules


@dataclass(frozen=True, slots=True)
class PreviewedHold:
    """An order that a rule would have held."""

    order: SalesOrder
    finding: HoldFinding


@dataclass(frozen=True, slots=True)
class HoldPreview:
    """What rules would have held of the newest orders of a store, which are `looked_at`."""

    looked_at: int
    held: Sequence[PreviewedHold]


@dataclass(frozen=True, slots=True)
class PreviewHoldRules:
    """Asks rules about the newest orders of a store, as if nothing of them had been shipped. It changes nothing."""

    unit_of_work: UnitOfWork

    def __call__(self, shop: ShopDomain, rules: Sequence[HoldRule]) -> HoldPreview:
        """Raises `NotFound` for a store that was never connected."""
        with self.unit_of_work.read() as tx:
            _get_settings(tx, shop)
            orders = tx.erp.orders.list_page(MAX_PREVIEWED, shop)
            unshipped = [replace(each, fulfillment_status=None) for each in orders]
            found = find_all(tx, unshipped, rules)
        return HoldPreview(
            len(orders), [PreviewedHold(each, finding) for each in orders for finding in found[each.shopify_order_id]]
        )


def _get_settings(tx: Transaction, shop: ShopDomain) -> ShopSettings:
    if tx.shops.get(shop) is None:
        raise NotFound(f"{shop} was never connected.")
    return tx.shops.get_settings(shop)


def _store(tx: Transaction, shop: ShopDomain, settings: ShopSettings, rules: tuple[HoldRule, ...]) -> None:
    tx.shops.save_settings(shop, replace(settings, hold_rules=rules))
    values = ({"hold_rules": [str(each) for each in known]} for known in (settings.hold_rules, rules))
    tx.audit_log.record(AuditAction.SETTINGS_CHANGED, AuditSubject.of_store(shop), *values)
