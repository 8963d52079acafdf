"""Creates and changes sellers."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from novex_shopify.domain.errors import InvalidSeller
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.policies.audit_changes import keep_differences
from novex_shopify.domain.policies.seller_rules import clean_seller
from novex_shopify.domain.ports.erp_invoices import Sellers
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices.records import get_invoices

_REQUIRED = ("legal_name", "prefix", "street", "zip", "city", "country_code")


@dataclass(frozen=True, slots=True)
class SaveSeller:
    """Changes the seller with a name, or creates it. Invoices that are issued keep the seller as it was."""

    unit_of_work: UnitOfWork

    def __call__(self, name: str, changes: dict[str, Any]) -> Seller:
        """Return the seller. A text of spaces is none. Raises `InvalidSeller` and `NoInvoicesKept`."""
        changes = {field: _strip(value) for field, value in changes.items()}
        with self.unit_of_work() as tx:
            sellers = get_invoices(tx).sellers
            known = sellers.find(name)
            seller = clean_seller(replace(known, **changes) if known else _create(name, changes))
            _require_own_prefix(sellers, seller)
            saved = sellers.save(seller)
            before = asdict(known) if known else {}
            tx.audit_log.record(
                AuditAction.SELLER_SAVED,
                AuditSubject(AuditedKind.SELLER, str(saved.id)),
                *keep_differences(before, asdict(saved)),
            )
            tx.commit()
        return saved


def _create(name: str, changes: dict[str, Any]) -> Seller:
    for field in _REQUIRED:
        if changes.get(field) is None:
            raise InvalidSeller(f"A new seller needs a {field.replace('_', ' ')}.", field)
    return Seller(0, name, **changes)


def _strip(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _require_own_prefix(sellers: Sellers, seller: Seller) -> None:
    other = next((each for each in sellers.list_all() if each.prefix == seller.prefix and each.id != seller.id), None)
    if other:
        raise InvalidSeller(f"The seller {other.name} has the prefix {seller.prefix} already.", "prefix")
