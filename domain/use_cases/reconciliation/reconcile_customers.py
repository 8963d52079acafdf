"""Compares the customers of a given time in Shopify and in the ERP, and applies those that are missing or outdated."""

import logging
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.customers.apply_customer import apply_customers, build_customer_state
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

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

    def __call__(self, shop: ShopDomain, since: datetime, until: datetime) -> int:
        """Reconcile the customers that changed in this time; returns how many were applied.

        Raises errors of `ShopifyAdmin`.
        """
        updated, cursor = 0, None
        while True:
            page = self.admin.fetch_changed_customers(self.access(shop), since, until, cursor)
            with self.unit_of_work() as tx:
                outdated = [customer for customer in page.records if _is_newer_than_erp(tx, shop, customer)]
                updated += len(apply_customers(tx, shop, list(map(build_customer_state, outdated))))
                tx.commit()
            cursor = page.next_cursor
            if cursor is None:
                break
        if updated:
            _log.warning("reconciliation.customers_updated", extra={"shop": shop, "updated": updated})
        return updated


def _is_newer_than_erp(tx: Transaction, shop: ShopDomain, customer: Customer) -> bool:
    link = tx.customer_links.get_many(shop, [customer.id]).get(customer.id)
    return link is None or customer.updated_at is None or link.version.updated_at < customer.updated_at
