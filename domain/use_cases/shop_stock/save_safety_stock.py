"""A person says how many units no store is to sell."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import InvalidSafetyStock, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject, AuditValues
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import MAX_SAFETY_STOCK
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.wake_shop_stock import compare_again, list_comparing_shops


@dataclass(frozen=True, slots=True)
class SaveSafetyStock:
    """Saves and removes rules, and has the levels that they are about compared again."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, rule: SafetyStock) -> None:
        """Save a rule, instead of one of the same scope.

        Raises `InvalidSafetyStock`, and `NotFound` for an unknown store, location or item.
        """
        if not 0 <= rule.units <= MAX_SAFETY_STOCK:
            raise InvalidSafetyStock(f"Safety stock must be 0 to {MAX_SAFETY_STOCK} base units.")
        with self.unit_of_work() as tx:
            _check_scope(tx, rule)
            before = next((each for each in tx.shop_stock.safety.list_all() if each.scope == rule.scope), None)
            if before != rule:
                tx.shop_stock.safety.save(rule)
                self._record(tx, rule, {"units": before.units if before else None}, {"units": rule.units})
                tx.commit()
        self.notifier.notify(Work.STOCK)

    def remove(self, shop: ShopDomain | None, location_id: int | None, item_id: str | None) -> bool:
        """Remove the rule of a scope; returns whether there was one."""
        with self.unit_of_work() as tx:
            removed = tx.shop_stock.safety.remove(shop, location_id, item_id)
            if removed:
                self._record(tx, SafetyStock(0, shop, location_id, item_id), {}, {"removed": True})
                tx.commit()
        self.notifier.notify(Work.STOCK)
        return removed

    def list_all(self) -> Sequence[SafetyStock]:
        """List all rules; what is for all comes first."""
        with self.unit_of_work.read() as tx:
            return tx.shop_stock.safety.list_all()

    def _record(self, tx: Transaction, rule: SafetyStock, before: AuditValues, after: AuditValues) -> None:
        shops = list_comparing_shops(tx) if rule.shop is None else [rule.shop]
        compare_again(tx, shops, self.clock.now(), None if rule.item_id is None else [rule.item_id])
        if rule.item_id is not None:
            subject = AuditSubject(AuditedKind.ITEM, rule.item_id, rule.shop)
        elif rule.shop is not None:
            subject = AuditSubject.of_store(rule.shop)
        else:
            subject = AuditSubject(AuditedKind.INSTALLATION)
        where: AuditValues = {} if rule.location_id is None else {"location": rule.location_id}
        tx.audit_log.record(AuditAction.SAFETY_STOCK_CHANGED, subject, {**where, **before}, {**where, **after})


def _check_scope(tx: Transaction, rule: SafetyStock) -> None:
    if rule.location_id is not None and rule.shop is None:
        raise InvalidSafetyStock("A location is one of a store: name the store too.")
    if rule.shop is not None and tx.shops.get(rule.shop) is None:
        raise NotFound(f"{rule.shop} was never connected.")
    if rule.shop and rule.location_id is not None and tx.shop_stock.locations.get(rule.shop, rule.location_id) is None:
        raise NotFound(f"{rule.shop} has no location {rule.location_id}.")
    if rule.item_id is not None and tx.erp.catalog.get(rule.item_id) is None:
        raise NotFound(f"The ERP has no item {rule.item_id}.")
