"""Creates and changes sellers."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from novex_shopify.domain.errors import InvalidSeller
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.policies.audit_changes import keep_differences
from novex_shopify.domain.policies.invoice_numbers import share_series
from novex_shopify.domain.policies.seller_rules import clean_seller
from novex_shopify.domain.ports.erp_invoices import Sellers
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices.records import get_invoices

_REQUIRED = ("legal_name", "prefix", "street", "zip", "city", "country_code", "language", "time_zone")
_DEFAULTED = ("language", "time_zone")


@dataclass(frozen=True, slots=True)
class SaveSeller:
    """Changes the seller with a name, or creates it. Invoices that are issued keep the seller as it was."""

    unit_of_work: UnitOfWork

    def __call__(self, name: str, changes: dict[str, Any]) -> Seller:
        """Return the seller. A text of spaces is none. Raises `InvalidSeller` and `NoInvoicesKept`."""
        changes = {field: _strip(value) for field, value in changes.items()}
        with self.unit_of_work() as tx:
            sellers = get_invoices(tx).sellers
            tx.key_locks.acquire(["sellers"])
            known = sellers.find(name)
            _require_values(changes, known)
            seller = clean_seller(replace(known, **changes) if known else Seller(0, name, **changes))
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


def _require_values(changes: Mapping[str, Any], known: Seller | None) -> None:
    """What is left out stays as it is, or has its default; a new seller has no other values."""
    for field in _REQUIRED:
        is_kept = field not in changes and (known or field in _DEFAULTED)
        if changes.get(field) is None and not is_kept:
            raise InvalidSeller(f"A seller needs a {field.replace('_', ' ')}.", field)


def _strip(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _require_own_prefix(sellers: Sellers, seller: Seller) -> None:
    others = (each for each in sellers.list_all() if each.id != seller.id)
    if other := next((each for each in others if share_series(each.prefix, seller.prefix)), None):
        message = f"The seller {other.name} has the prefix {other.prefix}, and its credit notes {other.prefix}CN."
        raise InvalidSeller(f"{message} Choose another one.", "prefix")
