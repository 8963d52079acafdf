"""Records that a person decided about a possible duplicate."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class KeepSeparate:
    """Settles that a customer is another person; only new data of the customer raises a doubt again."""

    unit_of_work: UnitOfWork

    def __call__(self, shop: ShopDomain, customer_id: int) -> None:
        """Raises `NotFound` if the customer is no possible duplicate."""
        with self.unit_of_work() as tx:
            link = tx.customer_links.lock_many(shop, [customer_id]).get(customer_id)
            if link is None or link.review_reason is None:
                raise NotFound(f"Customer {customer_id} of {shop} is not a possible duplicate.")
            tx.customer_links.save([replace(link, review_reason=None)])
            subject = AuditSubject(AuditedKind.CUSTOMER, str(customer_id), shop)
            tx.audit_log.record(AuditAction.CUSTOMER_KEPT_SEPARATE, subject)
            tx.commit()
