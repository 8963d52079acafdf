"""Remembers which stores' last deliveries were all refused for their signature."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, IntakeOutcome
from novex_shopify.domain.timing import RECORD_REFUSALS_INTERVAL

MIN_REFUSED_DELIVERIES = 5
"""A stranger's single forgery is none of a store's troubles."""

MAX_NAMES = 1_000
"""Strangers can invent names; the oldest is forgotten."""

_ACCEPTED = (IntakeOutcome.STORED, IntakeOutcome.DUPLICATE, IntakeOutcome.INBOX_FULL)


@dataclass(slots=True)
class RefusalRuns:
    """In this process. What strangers send must cost little, so there is something to record once a minute at most."""

    _by_shop: dict[ShopDomain, RefusedDeliveries] = field(default_factory=dict)
    _recorded_at: datetime | None = None

    def add(self, deliveries: Iterable[tuple[Delivery, IntakeOutcome]], now: datetime) -> list[RefusedDeliveries]:
        """Count deliveries with their outcomes; returns the runs to record now."""
        refused = False
        for delivery, outcome in deliveries:
            if outcome is IntakeOutcome.BAD_SIGNATURE:
                self._count(delivery.shop_domain, now)
                refused = True
            elif outcome in _ACCEPTED and self._by_shop:
                self._by_shop.pop(delivery.shop_domain, None)
        return self._take_due(now) if refused else []

    def _count(self, shop: ShopDomain, now: datetime) -> None:
        run = self._by_shop.get(shop, RefusedDeliveries(shop, 0, now, now))
        self._by_shop[shop] = replace(run, count=run.count + 1, last_at=now)
        if len(self._by_shop) > MAX_NAMES:
            del self._by_shop[next(iter(self._by_shop))]

    def _take_due(self, now: datetime) -> list[RefusedDeliveries]:
        if self._recorded_at and now - self._recorded_at < RECORD_REFUSALS_INTERVAL:
            return []
        due = [run for run in self._by_shop.values() if run.count >= MIN_REFUSED_DELIVERIES]
        if due:
            self._recorded_at = now
        return due
