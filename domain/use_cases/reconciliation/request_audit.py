"""Requests that a worker audits a store's orders now."""

from dataclasses import dataclass
from datetime import date

from novex_shopify.domain.errors import DaysNotAudited, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditSubject, AuditValues
from novex_shopify.domain.model.reconciliation import AuditRequest, OrderRange
from novex_shopify.domain.model.shop import ShopDomain, require_active
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.order_access_window import check_order_access
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import MAX_REQUESTED_AUDIT


@dataclass(frozen=True, slots=True)
class RequestAudit:
    """A worker does it, so that the person does not wait for Shopify."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self, shop: ShopDomain, first: date, last: date, *, repairs: bool = False, order_id: int | None = None
    ) -> None:
        """Audit these days, and repair what differs if `repairs`: all of it, or one order. It joins a waiting request.

        Raises `NotFound`, `ShopNotConnected`, `ShopNotApproved`, `InvalidDateRange`, `DaysNotAudited` and
        `OrdersNotAccessible`.
        """
        now = self.clock.now()
        with self.unit_of_work() as tx:
            known = tx.shops.get(shop)
            if known is None:
                raise NotFound(f"{shop} was never connected.")
            days = OrderRange.placed_on(first, last, known.profile.zone)
            today = to_day(now, known.profile.zone)
            if last > today or last - first >= MAX_REQUESTED_AUDIT:
                raise DaysNotAudited(MAX_REQUESTED_AUDIT.days, today)
            check_order_access(require_active(known, shop), days.since, now)
            request = AuditRequest(shop, first, last, repairs, now, order_id=order_id)
            if waiting := tx.reconciliations.get_audit_request(shop):
                request = request.join(waiting)
            tx.reconciliations.save_audit_request(request)
            after: AuditValues = {
                "first": str(request.first),
                "last": str(request.last),
                "repairs": request.repairs,
                **({"order": str(request.order_id)} if request.order_id else {}),
            }
            tx.audit_log.record(AuditAction.ORDERS_CHECKED, AuditSubject.of_store(shop), after=after)
            tx.commit()
        self.notifier.notify(Work.AUDITS)
