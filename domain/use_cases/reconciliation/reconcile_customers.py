"""Changes of customers that webhooks did not bring are found, and brought."""

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
    """Reads which customers changed, and applies those of which the ERP has an older state, or none.

    They are applied as their webhooks are: an older state never overwrites a newer one, and nobody is doubled. So it is
    safe at any time, by any number of workers.
    """

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    access: RefreshAccessToken

    def __call__(self, shop: ShopDomain, since: datetime, until: datetime) -> int:
        """Look at the customers that changed in this time; returns how many were brought.

        Raises what calls to Shopify raise.
        """
        brought, cursor = 0, None
        while True:
            page = self.admin.fetch_changed_customers(self.access(shop), since, until, cursor)
            with self.unit_of_work() as tx:
                lost = [customer for customer in page.records if _has_changed(tx, shop, customer)]
                brought += len(apply_customers(tx, shop, list(map(build_customer_state, lost))))
                tx.commit()
            cursor = page.next_cursor
            if cursor is None:
                break
        if brought:
            _log.warning("reconciliation.customers_updated", extra={"shop": shop, "brought": brought})
        return brought


def _has_changed(tx: Transaction, shop: ShopDomain, customer: Customer) -> bool:
    link = tx.customer_links.get_many(shop, [customer.id]).get(customer.id)
    return link is None or customer.updated_at is None or link.version.updated_at < customer.updated_at
