"""Changing a shop's settings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from novex_shopify.domain.errors import InvalidShopSetting, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditSubject
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings, StockMode
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.audit_changes import diff_fields
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.wake_open_orders import WakeOpenOrders
from novex_shopify.domain.use_cases.wake_shop_stock import derive_levels

_REPORT_FIRST = "Let the store report first, and compare the numbers on its page Stock. Then turn it on."


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """Open orders are settled again if the store begins to keep stock, or to assign lots automatically, and levels are
    compared again if what Shopify is to have follows from other settings.
    """

    unit_of_work: UnitOfWork
    wake_open_orders: WakeOpenOrders
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, shop: ShopDomain, changes: Mapping[str, Any]) -> ShopSettings:
        """Change some of `ShopSettings`' fields. Raises `NotFound` and `InvalidShopSetting`.

        Stock that was never reported is not sent: a store whose lots are not received yet would offer nothing any more.
        """
        with self.unit_of_work() as tx:
            if tx.shops.get(shop) is None:
                raise NotFound(f"{shop} was never connected.")
            current = tx.shops.get_settings(shop)
            settings = replace(current, **changes)
            if settings.push_stock is StockMode.ON and current.push_stock is StockMode.OFF:
                raise InvalidShopSetting(_REPORT_FIRST, "push_stock")
            if settings != current:
                tx.shops.save_settings(shop, settings)
                subject = AuditSubject.of_store(shop)
                tx.audit_log.record(AuditAction.SETTINGS_CHANGED, subject, *diff_fields(current, settings))
            if changes_levels := _describe_push(settings) != _describe_push(current):
                derive_levels(tx, shop, self.clock.now())
            tx.commit()
        if changes_levels:
            self.notifier.notify(Work.STOCK)
        if settings.stock_since and _describe_stock(settings) != _describe_stock(current):
            self.wake_open_orders(shop)
        return settings


def _describe_push(settings: ShopSettings) -> tuple[object, ...]:
    """What decides the numbers that Shopify is to have, and whether they are sent."""
    return (
        settings.push_stock,
        settings.stock_since,
        settings.correct_drift,
        settings.safety_stock,
        settings.min_remaining_days,
    )


def _describe_stock(settings: ShopSettings) -> tuple[object, ...]:
    """What decides whether orders get lots without a person."""
    return settings.stock_since, settings.auto_assign
