"""Finds and applies customer changes that webhooks missed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import TransientError, describe, to_log_fields, unexpected
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.resync import UNIDENTIFIED, ResyncProblem, ResyncSubject
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_admin import Page, ShopifyAdmin, UnreadableRecord
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.customers.apply_customer import apply_customers, build_customer_state
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

MAX_CHECKED = 100
"""At most this many unreadable customers are looked up in one resync, each with a request."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReconcileCustomers:
    """Fetches the customers that changed, and applies those that are missing or outdated in the ERP.

    They are applied like webhooks: an older state never overwrites a newer one, and no customer is created twice. So
    any number of workers can run it at any time.
    """

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    access: RefreshAccessToken
    clock: Clock

    def __call__(self, shop: ShopDomain, since: datetime, until: datetime) -> int:
        """Reconcile the customers that changed in this time; returns how many were applied.

        One that cannot be read or stored is recorded as a problem, and the others are applied. Raises errors of
        `ShopifyAdmin`.
        """
        updated, cursor = 0, None
        while True:
            page = self.admin.fetch_changed_customers(self.access(shop), since, until, cursor)
            updated += self._apply_page(shop, page)
            cursor = page.next_cursor
            if cursor is None:
                break
        if updated:
            _log.warning("reconciliation.customers_updated", extra={"shop": shop, "updated": updated})
        return updated

    def clear_deleted(self, shop: ShopDomain, known_before: datetime) -> None:
        """Clear the problems of customers that Shopify no longer has, as far as these were known before this time.

        Raises errors of `ShopifyAdmin`.
        """
        with self.unit_of_work() as tx:
            problems = [each for each in tx.reconciliations.list_problems(shop) if each.since < known_before]
        ids = [each.record for each in problems if each.subject is ResyncSubject.CUSTOMERS and each.record.isdecimal()]
        deleted = [each for each in ids[:MAX_CHECKED] if not self.admin.has_customer(self.access(shop), int(each))]
        if deleted:
            with self.unit_of_work() as tx:
                tx.reconciliations.clear_problems(shop, ResyncSubject.CUSTOMERS, deleted)
                tx.commit()

    def _apply_page(self, shop: ShopDomain, page: Page[Customer]) -> int:
        with self.unit_of_work() as tx:
            outdated = [customer for customer in page.records if _is_newer_than_erp(tx, shop, customer)]
            result = _apply(tx, shop, outdated)
            self._save_problems(tx, shop, page.records, (*page.unreadable, *result.refused))
            tx.commit()
        return result.written

    def _save_problems(
        self, tx: Transaction, shop: ShopDomain, customers: Sequence[Customer], refused: Sequence[UnreadableRecord]
    ) -> None:
        now = self.clock.now()
        tx.reconciliations.clear_problems(shop, ResyncSubject.CUSTOMERS, [str(customer.id) for customer in customers])
        for each in refused:
            record = str(each.id) if each.id else UNIDENTIFIED
            tx.reconciliations.record_problem(ResyncProblem(shop, ResyncSubject.CUSTOMERS, record, each.reason, now))


@dataclass(frozen=True, slots=True)
class _Result:
    written: int = 0
    refused: tuple[UnreadableRecord, ...] = ()

    def __add__(self, other: "_Result") -> "_Result":
        return _Result(self.written + other.written, self.refused + other.refused)


def _apply(tx: Transaction, shop: ShopDomain, customers: Sequence[Customer]) -> _Result:
    """Apply customers. If the database or the ERP refuses them, try each half, until the one at fault is found."""
    if not customers:
        return _Result()
    try:
        with tx.savepoint():
            return _Result(len(apply_customers(tx, shop, list(map(build_customer_state, customers)))))
    except TransientError:
        raise
    except Exception as error:
        if len(customers) == 1:
            return _Result(refused=(_refuse(shop, customers[0], error),))
    middle = len(customers) // 2
    return _apply(tx, shop, customers[:middle]) + _apply(tx, shop, customers[middle:])


def _refuse(shop: ShopDomain, customer: Customer, error: Exception) -> UnreadableRecord:
    fields = {"shop": shop, "customer": customer.id, **to_log_fields(error)}
    _log.warning("reconciliation.customer_refused", extra=fields, exc_info=unexpected(error))
    return UnreadableRecord(customer.id, describe(error))


def _is_newer_than_erp(tx: Transaction, shop: ShopDomain, customer: Customer) -> bool:
    link = tx.customer_links.get_many(shop, [customer.id]).get(customer.id)
    return link is None or customer.updated_at is None or link.version.updated_at < customer.updated_at
