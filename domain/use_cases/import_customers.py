"""A store's customers are brought over."""

from dataclasses import dataclass

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from novex_shopify.domain.ports.shopify_admin import Page, ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_handlers.apply_customer import apply_customers, customer_state


@dataclass(frozen=True, slots=True)
class ImportCustomers:
    """An importer: writes each customer to the ERP, unless a webhook brought a newer state meanwhile."""

    admin: ShopifyAdmin

    def fetch(self, access: ShopAccess, cursor: str | None) -> Page[Customer]:
        """Read a page of customers."""
        return self.admin.customers(access, cursor)

    def store(self, tx: Transaction, shop: ShopDomain, page: Page[Customer]) -> None:
        """Write the customers of a page."""
        apply_customers(tx, shop, [customer_state(customer) for customer in page.records])

    def finish(self, tx: Transaction, shop: ShopDomain) -> None:
        """Nothing is left to do after the last page."""
