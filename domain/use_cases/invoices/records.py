"""Finds what an invoice is made of, and numbers it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from novex_shopify.domain.errors import InvoiceErased, NoInvoicesKept, NotFound, SellerMissing, SeriesOfAnotherSeller
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.invoice import InvoiceContent, InvoiceKind, InvoiceLot
from novex_shopify.domain.model.issued_invoice import IssuedInvoice
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.policies.frozen_json import freeze, thaw
from novex_shopify.domain.policies.hash_chain import compute_content_hash, compute_hash
from novex_shopify.domain.policies.invoice_content import Lots
from novex_shopify.domain.policies.invoice_numbers import build_number, name_series
from novex_shopify.domain.policies.invoice_retention import compute_kept_until
from novex_shopify.domain.ports.erp_invoices import ErpInvoices
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.indexing.index_records import index_invoices


def get_invoices(tx: Transaction) -> ErpInvoices:
    """Raises `NoInvoicesKept`."""
    if tx.erp.invoices is None:
        raise NoInvoicesKept
    return tx.erp.invoices


def find_invoice(tx: Transaction, number: str) -> IssuedInvoice:
    """Raises `NotFound`."""
    found = get_invoices(tx).find(number)
    if found is None:
        raise NotFound(f"There is no invoice {number}.")
    return found


def read_content(invoice: IssuedInvoice) -> InvoiceContent:
    """Raises `InvoiceErased`."""
    if invoice.erased_at:
        raise InvoiceErased(invoice.number, invoice.erased_at.date())
    return thaw(invoice.content, InvoiceContent)


def lock_order(tx: Transaction, order_id: str) -> SalesOrder:
    """Lock an order against others who issue its invoice or change its lots, and read it. Raises `NotFound`."""
    if tx.erp.stock and tx.erp.stock.warehouse_states.get_many([order_id]):
        tx.erp.stock.warehouse_states.lock(order_id)
    tx.key_locks.acquire([f"invoice:{order_id}"])
    order = tx.erp.orders.get(order_id)
    if order is None:
        raise NotFound(f"There is no order {order_id}.")
    return order


def choose_seller(tx: Transaction, order: SalesOrder, settings: ShopSettings) -> Seller:
    """The seller of the order's legal entity, else the store's, else the only one. Raises `SellerMissing`."""
    sellers = get_invoices(tx).sellers.list_all()
    entity_id = order.tax_terms.merchant_entity_id
    of_entity = [each for each in sellers if entity_id and each.merchant_entity_id == entity_id]
    of_store = [each for each in sellers if each.name.lower() == settings.invoice_seller.lower()]
    fitting = of_entity or of_store or ([] if settings.invoice_seller else sellers)
    if len(fitting) != 1:
        raise SellerMissing(order.shop_domain, ", ".join(each.name for each in sellers) or "none yet")
    return fitting[0]


def find_shipped_at(tx: Transaction, order: SalesOrder) -> datetime | None:
    """When the last units left: by the ERP's own warehouse if it knows, else by Shopify's fulfillments."""
    states = tx.erp.stock.warehouse_states.get_many([order.id or ""]) if tx.erp.stock else {}
    state = states.get(order.id or "")
    if state and state.shipped_at:
        return state.shipped_at
    moments = [each.updated_at for each in order.fulfillments if each.updated_at and each.status in (None, "success")]
    return max(moments, default=None)


def find_lots(tx: Transaction, order: SalesOrder, states: set[AssignmentState]) -> Lots:
    """The lots of each line item whose units are in one of these states."""
    if tx.erp.stock is None or order.id is None:
        return {}
    assignments = [each for each in tx.erp.stock.assignments.list_by_orders([order.id]) if each.state in states]
    known = {lot.id: lot for lot in tx.erp.stock.lots.get_many({each.lot_id for each in assignments})}
    units: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for each in assignments:
        units[each.line_item_id][each.lot_id] += each.quantity
    return {
        line_item_id: [
            InvoiceLot(known[lot_id].code, quantity, known[lot_id].expires_on)
            for lot_id, quantity in lots.items()
            if lot_id in known
        ]
        for line_item_id, lots in units.items()
    }


SOLD = {AssignmentState.ASSIGNED, AssignmentState.SHIPPED, AssignmentState.RETURNED}
"""What the customer was to get: units that came back are on the credit note as well."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the invoices of an order's store are numbered. `nonce` is a random text."""

    settings: ShopSettings
    now: datetime
    nonce: str

    def issue(
        self, tx: Transaction, content: InvoiceContent, corrected: IssuedInvoice | None = None, addition: int = 0
    ) -> IssuedInvoice:
        """Number a content and store it. The series is locked here, so little may follow before the commit.

        A credit note corrects an invoice: if that is to be erased after its retention, so is the credit note.

        Raises `SeriesOfAnotherSeller`.
        """
        style, day, seller = self.settings.invoice_numbers, content.issued_on, content.seller
        name = name_series(self.settings.invoice_prefix or seller.prefix, content.kind, style, day)
        invoices = get_invoices(tx)
        series = invoices.lock_series(name, seller.id)
        if series.seller_id != seller.id:
            raise SeriesOfAnotherSeller(name)
        position = series.last_position + 1
        digits = sha256(self.nonce.encode()).hexdigest()
        number = build_number(content.kind, style, day, series=name, position=position, nonce=digits)
        frozen = freeze(replace(content, number=number))
        salt = sha256(f"salt {self.nonce}".encode()).hexdigest()
        issued = IssuedInvoice(
            kind=content.kind,
            number=number,
            series=name,
            position=position,
            shop_domain=content.shop_domain,
            order_id=content.order_id,
            order_name=content.order_name,
            total=content.total,
            issued_at=self.now,
            issued_on=day,
            actor=get_current_actor(),
            content=frozen,
            salt=salt,
            content_hash=compute_content_hash(salt, frozen),
            previous_hash=series.last_hash,
            hash="",
            refund_id=content.refund_ids[0] if content.kind is InvoiceKind.CREDIT_NOTE else 0,
            invoice_number=corrected.number if corrected else None,
            kept_until=compute_kept_until(day, seller) if corrected and corrected.kept_until else None,
            addition=addition,
        )
        stored = invoices.add(replace(issued, hash=compute_hash(issued)))
        subject = AuditSubject(AuditedKind.INVOICE, number, ShopDomain(content.shop_domain))
        after = {"kind": str(content.kind), "order": content.order_id, "total": str(content.total)}
        tx.audit_log.record(AuditAction.INVOICE_ISSUED, subject, {}, after)
        index_invoices(tx, [stored])
        return stored
