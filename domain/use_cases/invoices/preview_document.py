"""Draws documents as a design that is not saved would make them. A preview takes no number, and is not stored."""

from dataclasses import dataclass, replace
from enum import StrEnum, auto

from novex_shopify.domain.errors import NotFound, OrderNotInvoiced
from novex_shopify.domain.model.document_design import DesignText, DocumentDesign, DocumentLook
from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.agreed_currency import restate_order
from novex_shopify.domain.policies.design_changes import DesignChanges, change_design
from novex_shopify.domain.policies.document_look import choose_look
from novex_shopify.domain.policies.invoice_content import (
    InvoiceFacts,
    build_credit_note,
    build_invoice,
    choose_language,
    list_refunds_with_value,
)
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.document_drawer import DocumentDrawer, DrawnDocument
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.invoices.draw_packing_slip import build_slip
from novex_shopify.domain.use_cases.invoices.find_look import find_logo
from novex_shopify.domain.use_cases.invoices.records import SOLD, find_lots, find_shipped_at, get_invoices
from novex_shopify.domain.use_cases.invoices.save_design import find_seller

PREVIEW_NUMBER = "0000"
_SEARCHED_ORDERS = 50
_NO_CHANGES = DesignChanges()


class PreviewKind(StrEnum):
    """The document to preview."""

    INVOICE = auto()
    CREDIT_NOTE = auto()
    PACKING_SLIP = auto()


_PLACES = {
    PreviewKind.INVOICE: DesignText.INTRODUCTION,
    PreviewKind.CREDIT_NOTE: DesignText.CREDIT_NOTE,
    PreviewKind.PACKING_SLIP: DesignText.PACKING_SLIP,
}


@dataclass(frozen=True, slots=True)
class PreviewedDesign:
    """Whose design is previewed, with changes that are not saved. `language` shows it to such a customer."""

    seller_name: str
    changes: DesignChanges = _NO_CHANGES
    shop: ShopDomain | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewDocument:
    unit_of_work: UnitOfWork
    clock: Clock
    drawer: DocumentDrawer

    def __call__(
        self, design: PreviewedDesign, order_id: str | None = None, kind: PreviewKind = PreviewKind.INVOICE
    ) -> DrawnDocument:
        """Draw a document of an order, by the ERP's id; of the newest order, if none is given.

        Raises `NotFound`, `InvalidDesign`, `InvoiceRefused` and `DocumentsNotInstalled`.
        """
        with self.unit_of_work.read() as tx:
            seller = find_seller(tx, design.seller_name)
            order = _find_order(tx, order_id, design.shop)
            language = design.language or choose_language(order, seller)
            look = _choose_look(tx, design, order, seller, (_PLACES[kind], language))
            logo = (design.changes.logo or find_logo(tx, look)) if look.logo else None
            if kind is PreviewKind.PACKING_SLIP:
                slip = replace(build_slip(tx, order.id or ""), seller=seller, language=language, look=look)
                return self.drawer.draw_packing_slip(slip, logo, preview=True)
            facts = InvoiceFacts(seller, self.clock.now(), find_shipped_at(tx, order), find_lots(tx, order, SOLD))
        content = _build_content(restate_order(order), facts, kind)
        shown = replace(content, number=PREVIEW_NUMBER, language=language, look=look)
        return self.drawer.draw_invoice(shown, logo, preview=True)


def _find_order(tx: Transaction, order_id: str | None, shop: ShopDomain | None) -> SalesOrder:
    if order_id is not None:
        order = tx.erp.orders.get(order_id)
        if order is None:
            raise NotFound(f"There is no order {order_id}.")
        return order
    newest = tx.erp.orders.list_page(_SEARCHED_ORDERS, shop)
    for order in newest:
        if not (order.test or order.deleted_at or order.cancelled_at):
            return order
    raise NotFound("There is no order yet that a preview could show. Name one by its id.")


def _choose_look(
    tx: Transaction, design: PreviewedDesign, order: SalesOrder, seller: Seller, text: tuple[DesignText, str]
) -> DocumentLook:
    """Apply the changes to the seller's design, or to what the store has otherwise."""
    designs = get_invoices(tx).designs
    of_seller = designs.get(seller.id)
    of_shop: DocumentDesign = designs.get(seller.id, design.shop or order.shop_domain)
    if design.shop:
        of_shop = change_design(of_shop, design.changes)
    else:
        of_seller = change_design(of_seller, design.changes)
    place, language = text
    return choose_look(of_seller, of_shop, place, language, seller.language)


def _build_content(order: SalesOrder, facts: InvoiceFacts, kind: PreviewKind) -> InvoiceContent:
    refunds = list_refunds_with_value(order)
    if kind is PreviewKind.INVOICE:
        return build_invoice(order, facts)
    if not refunds:
        raise OrderNotInvoiced(order.name, "it has no refund, so there is no credit note to preview")
    whole = replace(build_invoice(replace(order, refunds=()), facts), number=PREVIEW_NUMBER)
    return build_credit_note(order, refunds[-1], whole, facts)
