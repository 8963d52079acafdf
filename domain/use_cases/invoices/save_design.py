"""Changes how documents look."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.document_design import DocumentDesign
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.design_changes import DesignChanges, change_design, diff_designs
from novex_shopify.domain.policies.logo_file import check_logo
from novex_shopify.domain.ports.document_drawer import DocumentDrawer
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.invoices.records import get_invoices


@dataclass(frozen=True, slots=True)
class SaveDesign:
    """Each change is a new version. Documents that are issued keep the version that they were issued with."""

    unit_of_work: UnitOfWork
    drawer: DocumentDrawer

    def __call__(self, seller_name: str, changes: DesignChanges, shop: ShopDomain | None = None) -> DocumentDesign:
        """Change the design of a seller, or what one of its stores has otherwise; returns the newest version.

        Raises `NotFound`, `InvalidDesign`, `NoInvoicesKept` and `DocumentsNotInstalled`.
        """
        if changes.logo:
            self.drawer.check_logo(check_logo(changes.logo), changes.logo)
        with self.unit_of_work() as tx:
            seller = find_seller(tx, seller_name)
            if shop and tx.shops.get(shop) is None:
                raise NotFound(f"There is no store {shop}.")
            designs = get_invoices(tx).designs
            tx.key_locks.acquire([f"design:{seller.id}"])
            known = designs.get(seller.id, shop or "")
            changed = change_design(known, changes)
            if changed == known:
                return known
            saved = replace(changed, version=known.version + 1)
            if changes.logo and saved.logo:
                designs.add_logo(saved.logo.sha256, changes.logo)
            designs.add(saved)
            tx.audit_log.record(
                AuditAction.DESIGN_SAVED,
                AuditSubject(AuditedKind.SELLER, str(seller.id), shop),
                *diff_designs(known, saved),
            )
            tx.commit()
        return saved


def find_seller(tx: Transaction, name: str) -> Seller:
    """Raises `NotFound`."""
    sellers = get_invoices(tx).sellers
    found = sellers.find(name)
    if found is None:
        known = ", ".join(each.name for each in sellers.list_all()) or "none yet"
        raise NotFound(f"There is no seller {name}. Known sellers: {known}.")
    return found
