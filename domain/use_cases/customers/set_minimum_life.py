"""A person says how long a lot must still be good for a customer."""

from dataclasses import dataclass

from novex_shopify.domain.errors import InvalidCustomerSetting, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import MAX_DAYS
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True, slots=True)
class SetMinimumLife:
    """Stores the minimum remaining life of the ERP's customer, who may be one of several stores'."""

    unit_of_work: UnitOfWork

    def __call__(self, shop: ShopDomain, customer_id: int, days: int | None) -> None:
        """Set the minimum of Shopify's customer `customer_id`; None leaves it to the store's.

        Raises `NotFound` and `InvalidCustomerSetting`.
        """
        if days is not None and not 0 <= days <= MAX_DAYS:
            raise InvalidCustomerSetting(f"The minimum remaining life must be 0 to {MAX_DAYS} days.")
        with self.unit_of_work() as tx:
            tx.customer_links.lock_many(shop, [customer_id])
            erp_id = get_erp_customer_id(tx, shop, customer_id)
            before = tx.erp.customers.get_min_remaining_days([erp_id]).get(erp_id)
            if days != before:
                tx.erp.customers.set_min_remaining_days(erp_id, days)
                subject = AuditSubject(AuditedKind.CUSTOMER, str(customer_id), shop)
                values = {"min_remaining_days": before}, {"min_remaining_days": days}
                tx.audit_log.record(AuditAction.CUSTOMER_CHANGED, subject, *values)
                tx.commit()

    def get(self, shop: ShopDomain, customer_id: int) -> int | None:
        """Get the minimum; None if the customer has none of their own. Raises `NotFound`."""
        with self.unit_of_work.read() as tx:
            erp_id = get_erp_customer_id(tx, shop, customer_id)
            return tx.erp.customers.get_min_remaining_days([erp_id]).get(erp_id)


def get_erp_customer_id(tx: Transaction, shop: ShopDomain, customer_id: int) -> str:
    """Get the ERP's id of Shopify's customer. Raises `NotFound`."""
    link = tx.customer_links.get_many(shop, [customer_id]).get(customer_id)
    if link is None or not link.erp_id:
        raise NotFound(f"The ERP has no customer {customer_id} of {shop}.")
    return link.erp_id
