"""Compares both sides' orders of whole days (docs/reconciliation.md, The data check)."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from novex_shopify.domain.errors import describe, to_log_fields, unexpected
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.reconciliation import AuditRequest, DailyAudit, DifferenceKind, OrderRange
from novex_shopify.domain.model.shop import Shop, ShopDomain, ShopProfile
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.policies.order_access_window import check_order_access
from novex_shopify.domain.policies.reconciliation import (
    build_unreadable,
    compare_orders,
    count_erp,
    count_shopify,
    find_deleted,
    find_last_audit_time,
    summarize,
    to_day,
)
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import (
    AUDIT_REQUEST_LEASE,
    AUDIT_RETRY_INTERVAL,
    AUDITED_DAYS,
    DAY,
    FAILED_CHECK_RETRY_DELAY,
    REPAIRED_AFTER,
)
from novex_shopify.domain.use_cases.periodic_jobs import try_start_job
from novex_shopify.domain.use_cases.reconciliation.reconcile_orders import ReconcileOrders
from novex_shopify.domain.use_cases.reconciliation.repair_returns import repair_returns
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AuditOrders:
    """Compares all orders placed on a day, and stores the counts and each difference with its reason."""

    unit_of_work: UnitOfWork
    access: RefreshAccessToken
    reconcile_orders: ReconcileOrders
    clock: Clock
    worker: WorkerId

    def __call__(self, shop: ShopDomain, first: date, last: date) -> Sequence[DailyAudit]:
        """Audit the days from `first` to `last`, in the shop's time zone if it is known.

        Raises `OrdersNotAccessible` and errors of `ShopifyAdmin`.
        """
        with self.unit_of_work.read() as tx:
            known = tx.shops.get(shop)
        zone = known.profile.zone if known else ShopProfile().zone
        if known:
            check_order_access(known, OrderRange.placed_on(first, last, zone).since, self.clock.now())
        return [self._audit_day(shop, first + number * DAY, zone) for number in range((last - first).days + 1)]

    def run_due(self) -> None:
        """Audit the last days of each reachable store, once a night in its time zone.

        Returns that differ are repaired, also those of older orders: a return does not change its order's `updated_at`,
        so the hourly resync does not see it.
        """
        with self.unit_of_work.read() as tx:
            may_read = self.access.address.is_confirmed(tx)
            shops = [shop for shop in tx.shops.list_all() if shop.reachable and may_read]
        for known in shops:
            shop = known.domain
            now = self.clock.now()
            if self._try_start(known, now):
                try:
                    today = to_day(now, known.profile.zone)
                    for audit in self(shop, today - AUDITED_DAYS * DAY, today - DAY):
                        self.repair(audit, {DifferenceKind.RETURNS})
                    repair_returns(self.reconcile_orders, known, now)
                    try_start_job(self.unit_of_work, _name_completed(shop), self.worker, now, timedelta(0))
                except Exception as error:  # one store must not keep the others waiting
                    fields = {"shop": shop, **to_log_fields(error)}
                    _log.warning("order_audit.failed", extra=fields, exc_info=unexpected(error))

    def _try_start(self, shop: Shop, now: datetime) -> bool:
        """A night whose audit failed has another one soon; two workers never make the same."""
        with self.unit_of_work.read() as tx:
            completed = tx.job_runs.find_last(_name_completed(shop.domain))
        if completed and completed.started_at >= find_last_audit_time(now, shop.profile.zone):
            return False
        return try_start_job(self.unit_of_work, f"audit {shop.domain}", self.worker, now, AUDIT_RETRY_INTERVAL)

    def run_next(self) -> bool:
        """Meet one request that is due; False if none is. One that fails is tried again soon, and says why."""
        now = self.clock.now()
        with self.unit_of_work.read() as tx:  # first, because workers ask often and requests are rare
            if tx.reconciliations.find_due_audit_request(now) is None or not self.access.address.is_confirmed(tx):
                return False
        with self.unit_of_work() as tx:
            due = tx.reconciliations.find_due_audit_request(now)
            if due is None:
                return False
            request = replace(due, due_at=now + AUDIT_REQUEST_LEASE)
            tx.reconciliations.save_audit_request(request)
            tx.commit()
        try:
            self._end(request, self._meet(request))
        except Exception as error:  # any error at all, so that it is stored and not lost with the thread
            _log.warning("order_audit.failed", extra={"shop": request.shop, **to_log_fields(error)})
            later = self.clock.now() + FAILED_CHECK_RETRY_DELAY
            self._end(request, replace(request, due_at=later, error=describe(error)))
        return True

    def _meet(self, request: AuditRequest) -> AuditRequest | None:
        """Return the request to audit the days again after what was queued to repair them was applied."""
        audits = self(request.shop, request.first, request.last)
        if not request.repairs or all(audit.matches for audit in audits):
            return None
        if request.order_id:
            self.reconcile_orders.queue_orders(request.shop, [request.order_id])
        else:
            for audit in audits:
                self.repair(audit)
        return replace(request, repairs=False, due_at=self.clock.now() + REPAIRED_AFTER, error="")

    def _end(self, request: AuditRequest, again: AuditRequest | None) -> None:
        """Store what follows, unless a person has requested more meanwhile."""
        with self.unit_of_work() as tx:
            if tx.reconciliations.get_audit_request(request.shop) == request:
                tx.reconciliations.delete_audit_request(request.shop)
                if again:
                    tx.reconciliations.save_audit_request(again)
            tx.commit()

    def repair(self, audit: DailyAudit, kinds: Collection[DifferenceKind] = tuple(DifferenceKind)) -> None:
        """Queue every order that differs in one of these as an event, which also marks deleted orders as deleted."""
        differing = {each.order_id for each in audit.differences if each.order_id and each.kind in kinds}
        if differing:
            self.reconcile_orders.queue_orders(audit.shop, sorted(differing))

    def _audit_day(self, shop: ShopDomain, day: date, zone: ZoneInfo) -> DailyAudit:
        orders = OrderRange.placed_on(day, day, zone)
        pages = list(self.reconcile_orders.fetch_pages(shop, orders))
        summaries = [order for page in pages for order in page.records]
        unreadable = [record for page in pages for record in page.unreadable]
        unreadable_ids = [record.id for record in unreadable]
        with self.unit_of_work() as tx:
            erp_orders = list(map(summarize, tx.erp.orders.list_created(shop, orders.since, orders.until)))
            booked = {each.shopify_order_id: each for each in erp_orders}
            found = [*compare_orders(summaries, booked), *find_deleted(summaries, erp_orders, unreadable_ids)]
            audit = DailyAudit(
                shop,
                day,
                self.clock.now(),
                _get_currency([*(order.total for order in summaries), *(order.total for order in erp_orders)]),
                count_shopify(summaries, booked),
                count_erp(erp_orders),
                (
                    *(replace(each, day=day) for each in self.reconcile_orders.explain_differences(tx, shop, found)),
                    *(build_unreadable(each.id, each.reason, day) for each in unreadable),
                ),
                zone.key,
            )
            tx.reconciliations.save_audit(audit)
            tx.commit()
        if not audit.matches:
            fields = {"shop": shop, "day": day.isoformat(), "differences": len(audit.differences)}
            _log.warning("order_audit.differences_found", extra=fields)
        return audit


def _name_completed(shop: ShopDomain) -> str:
    return f"completed audit {shop}"


def _get_currency(totals: Sequence[Money]) -> str:
    return totals[0].currency if totals else ""
