"""What the invoice of an order, and the credit note of a refund, say. Both are built before they have a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from novex_shopify.domain.errors import CurrencyNotInvoiced, InvoiceTotalDiffers, OrderNotInvoiced
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.invoice import (
    InvoiceContent,
    InvoiceKind,
    InvoiceLine,
    InvoiceLot,
    InvoiceParty,
    InvoiceReference,
    sum_money,
)
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.seller import LANGUAGES, Seller
from novex_shopify.domain.policies.invoice_lines import build_order_lines, build_refund_lines, deduct_refunds
from novex_shopify.domain.policies.invoice_xml_rules import find_no_xml_reason
from novex_shopify.domain.policies.tax_classes import TaxCircumstances, classify_lines
from novex_shopify.domain.policies.tax_subtotals import build_tax_subtotals
from novex_shopify.domain.policies.vat_areas import find_vat_area

Lots = Mapping[int, Sequence[InvoiceLot]]
"""The lots of each line item."""


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """What the order's document does not say. `shipped_at` is when the last units left, None if none have."""

    seller: Seller
    now: datetime
    shipped_at: datetime | None = None
    lots: Lots | None = None

    def get_day(self, moment: datetime) -> date:
        """The day in the seller's time zone."""
        return moment.astimezone(self.seller.zone).date()


def build_invoice(order: SalesOrder, facts: InvoiceFacts) -> InvoiceContent:
    """Build the invoice of what is left of an order after its refunds so far.

    Raises `OrderNotInvoiced`, `CurrencyNotInvoiced` and `InvoiceTotalDiffers`.
    """
    _require_one_currency(order)
    refunds = list_refunds_with_value(order)
    expected = order.total.amount - sum(refund.value(taxes_included=order.taxes_included) for refund in refunds)
    if reason := _find_refusal(order, expected):
        raise OrderNotInvoiced(order.name, reason)
    lines = deduct_refunds(order, build_order_lines(order, facts.lots or {}), refunds)
    content = build_content(order, facts, InvoiceKind.INVOICE, lines)
    if content.total.amount != expected:
        raise InvoiceTotalDiffers(order.name, f"its lines add up to {content.total}, and {expected} is left of it")
    return complete_invoice(content, order, facts, tuple(refund.id for refund in refunds))


def complete_invoice(
    content: InvoiceContent, order: SalesOrder, facts: InvoiceFacts, refund_ids: tuple[int, ...]
) -> InvoiceContent:
    """Add the terms of payment and what is left to pay. `refund_ids` are those that it deducts."""
    terms = order.payment_terms
    due, terms_name = _find_due(order, content.total), terms.name if terms else None
    return _complete(
        replace(content, due=due, terms=terms_name, due_on=_find_due_day(order, facts), refund_ids=refund_ids)
    )


def build_credit_note(
    order: SalesOrder, refund: Refund, invoice: InvoiceContent, facts: InvoiceFacts
) -> InvoiceContent:
    """Build the credit note of a refund. Raises `InvoiceTotalDiffers`."""
    lines = [
        replace(line, lots=tuple((facts.lots or {}).get(line.line_item_id, ())))
        for line in build_refund_lines(order, refund)
    ]
    seller = invoice.seller
    content = build_content(order, replace(facts, seller=seller), InvoiceKind.CREDIT_NOTE, lines)
    if content.total.amount != (expected := refund.value(taxes_included=order.taxes_included)):
        raise InvoiceTotalDiffers(order.name, f"a refund of {expected} has parts of {content.total}")
    return _complete(
        replace(
            content,
            refund_ids=(refund.id,),
            corrects=InvoiceReference(invoice.number, invoice.issued_on),
            supplied_on=invoice.supplied_on,
            bill_to=invoice.bill_to,
            ship_to=invoice.ship_to,
            language=invoice.language,
        )
    )


def list_refunds_with_value(order: SalesOrder) -> list[Refund]:
    """Those that returned something of value, with or without money."""
    return [refund for refund in order.refunds if refund.value(taxes_included=order.taxes_included) > 0]


def _require_one_currency(order: SalesOrder) -> None:
    agreed = order.presentment_total
    if agreed and agreed.currency != order.total.currency:
        raise CurrencyNotInvoiced(order.name, order.total.currency, agreed.currency)
    amounts = [line.subtotal for refund in order.refunds for line in refund.lines]
    amounts += [part.amount for refund in order.refunds for part in refund.adjustments]
    if other := next((each.currency for each in amounts if each.currency != order.total.currency), None):
        raise CurrencyNotInvoiced(order.name, order.total.currency, other)


def _find_refusal(order: SalesOrder, left: Decimal) -> str | None:
    if order.test:
        return "it is a test order"
    if order.deleted_at:
        return "it was deleted in Shopify"
    if left < 0:
        return "its refunds are above its total"
    if order.cancelled_at and order.financial_status in (None, "voided", "pending", "authorized", "refunded"):
        return "it was cancelled"
    if not left and order.total.amount:
        return "all of it was refunded"
    return None


def build_content(
    order: SalesOrder, facts: InvoiceFacts, kind: InvoiceKind, lines: Sequence[InvoiceLine]
) -> InvoiceContent:
    """Build what all kinds say, from these lines, without a number."""
    currency = order.total.currency
    net, tax = (sum_money((getattr(line, part) for line in lines), currency) for part in ("net", "tax"))
    bill_to, ship_to = order.billing_address or order.shipping_address, order.shipping_address
    classified = _classify(order, facts.seller, lines)
    return InvoiceContent(
        kind=kind,
        number="",
        issued_on=facts.get_day(facts.now),
        shop_domain=order.shop_domain,
        order_id=order.id or "",
        order_name=order.name,
        ordered_on=facts.get_day(order.ordered_at),
        seller=facts.seller,
        language=choose_language(order, facts.seller),
        currency=currency,
        prices_include_tax=order.taxes_included,
        lines=classified,
        taxes=build_tax_subtotals(classified),
        net=net,
        tax=tax,
        total=net + tax,
        due=net + tax,
        supplied_on=facts.get_day(facts.shipped_at) if facts.shipped_at else None,
        po_number=order.po_number,
        bill_to=build_party(bill_to, order.company.tax_registration_id if order.company else None),
        ship_to=build_party(ship_to),
    )


def _classify(order: SalesOrder, seller: Seller, lines: Sequence[InvoiceLine]) -> tuple[InvoiceLine, ...]:
    address = order.shipping_address or order.billing_address
    circumstances = TaxCircumstances(
        seller.country_code,
        find_vat_area(address) if address else None,
        order.company.tax_registration_id if order.company else None,
        seller.exemption_reason is not None,
    )
    shipped = {line.line_item_id for line in order.lines if line.requires_shipping}
    return classify_lines(
        [(line, line.kind is LineKind.SHIPPING or line.line_item_id in shipped) for line in lines], circumstances
    )


def _complete(content: InvoiceContent) -> InvoiceContent:
    return replace(content, no_xml_reason=find_no_xml_reason(content))


def choose_language(order: SalesOrder, seller: Seller) -> str:
    spoken = (order.customer_locale or "")[:2].lower()
    return spoken if spoken in LANGUAGES else seller.language


def build_party(address: Address | None, vat_id: str | None = None) -> InvoiceParty | None:
    if address is None:
        return InvoiceParty(None, vat_id=vat_id) if vat_id else None
    return InvoiceParty(
        address.name,
        address.company,
        tuple(line for line in (address.address1, address.address2) if line),
        address.zip,
        address.city,
        address.province,
        address.country_code,
        vat_id,
    )


def _find_due(order: SalesOrder, total: Money) -> Money:
    """What is left to pay: Shopify's own number, if it fits what is left of the order."""
    zero = total - total
    if order.outstanding and order.outstanding.currency == total.currency:
        return order.outstanding if 0 <= order.outstanding.amount <= total.amount else total
    return zero if order.financial_status in ("paid", "partially_refunded", "refunded") else total


def _find_due_day(order: SalesOrder, facts: InvoiceFacts) -> date | None:
    terms = order.payment_terms
    if terms is None:
        return None
    if terms.due_at:
        return facts.get_day(terms.due_at)
    if terms.due_in_days is None:
        return None
    return facts.get_day(facts.now) + timedelta(days=terms.due_in_days)
