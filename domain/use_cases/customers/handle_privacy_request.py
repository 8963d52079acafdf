"""Handles Shopify's three mandatory privacy topics."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import ShopStillConnected
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject, AuditValues
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.issued_invoice import IssuedInvoice
from novex_shopify.domain.model.privacy import (
    KeptInvoices,
    PrivacyAnswer,
    PrivacyRecord,
    PrivacyRequest,
    PrivacyRequestKind,
)
from novex_shopify.domain.model.recall import RecallNotice
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.privacy_report import build_privacy_report
from novex_shopify.domain.policies.stated_fields import choose_fields
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.timing import MAX_REQUEST_AGE
from novex_shopify.domain.use_cases.customers.erase_personal_data import find_erp_customer
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes

PrivacyRequestHandler = Callable[[Transaction, ShopDomain, PrivacyRequest, PayloadReader, datetime], PrivacyAnswer]
"""Fulfills a request that was made at a given time."""


_ACTIONS = {
    PrivacyRequestKind.DATA_REQUEST: AuditAction.PERSONAL_DATA_REPORTED,
    PrivacyRequestKind.CUSTOMER_ERASURE: AuditAction.PERSONAL_DATA_ERASED,
    PrivacyRequestKind.SHOP_ERASURE: AuditAction.PERSONAL_DATA_ERASED,
}


@dataclass(frozen=True, slots=True)
class HandlePrivacyRequest:
    """Fulfills privacy requests and records them."""

    kind: PrivacyRequestKind
    handle: PrivacyRequestHandler
    payloads: PayloadReader
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        outcomes = EventOutcomes()
        for event, request in outcomes.parse(events, self.payloads.parse_privacy_request):
            if self.kind is PrivacyRequestKind.SHOP_ERASURE and (known := _find_connected(tx, shop)):
                # Shopify sends it 48 hours after the app was uninstalled. Its time is not signed.
                if known.installed_at > (event.triggered_at or event.received_at):
                    outcomes.settle(event, EventStatus.SUPERSEDED, "the store was connected again")
                else:
                    outcomes.fail(event, ShopStillConnected(shop))
                continue
            # The request names the customer's e-mail address and phone number; the record of it does not.
            tx.events.overwrite(replace(event, body=b""))
            # Shopify signs only the body, so the store in the header could be forged.
            if request.shop_domain != shop:
                outcomes.settle(event, EventStatus.IGNORED, "the body names another store")
            else:
                # The time is not signed: after an erasure of long ago, an older state would restore the person.
                asked_at = max(event.triggered_at or event.received_at, event.received_at - MAX_REQUEST_AGE)
                answer = self.handle(tx, shop, request, self.payloads, asked_at)
                record = PrivacyRecord(shop, self.kind, request.customer_id, asked_at, self.clock.now(), answer.report)
                tx.privacy.add(replace(record, signature=tx.events.get_signature(event.id), kept=answer.kept))
                subject = AuditSubject(AuditedKind.CUSTOMER, str(request.customer_id or ""), shop)
                after = {"request": self.kind.value, **_describe_kept(answer.kept)}
                tx.audit_log.record(_ACTIONS[self.kind], subject, after=after)
                outcomes.settle(event, EventStatus.DONE)
        return outcomes


def _describe_kept(kept: KeptInvoices) -> AuditValues:
    return {"invoices_kept": kept.count, "kept_until": str(kept.until)} if kept.count else {}


def _find_connected(tx: Transaction, domain: ShopDomain) -> Shop | None:
    shop = tx.shops.get(domain)
    return shop if shop and shop.connected else None


def report_customer(
    tx: Transaction, shop: ShopDomain, request: PrivacyRequest, _: PayloadReader, __: datetime
) -> PrivacyAnswer:
    """Report what the ERP has of the store's customer, and of the store's orders."""
    customer_id = find_erp_customer(tx, shop, request)
    customer = _get_customer_of_shop(tx, shop, customer_id) if customer_id else None
    if customer and request.customer_id:
        customer = replace(customer, id=request.customer_id)  # the record may have the id of another store's customer
    all_documents = tx.erp.orders.list_by_customer(customer_id) if customer_id else []
    documents = [document for document in all_documents if document.shop_domain == shop]
    links = tx.order_links.get_many(shop, request.order_ids).values()
    named = [tx.erp.orders.get(link.erp_id) for link in links]
    seen = {document.shopify_order_id for document in documents}
    documents += [document for document in named if document and document.shopify_order_id not in seen]
    notices, invoices = _list_notices(tx, documents), _list_invoices(tx, documents)
    order_ids = {*request.order_ids, *(document.shopify_order_id for document in documents)}
    comments = tx.order_comments.list_by_orders(shop, order_ids)
    return PrivacyAnswer(build_privacy_report(customer, documents, notices, invoices, comments))


def _list_notices(tx: Transaction, documents: Sequence[SalesOrder]) -> Sequence[RecallNotice]:
    order_ids = [document.id for document in documents if document.id]
    return tx.erp.stock.recalls.list_notices(None, order_ids, []) if tx.erp.stock else []


def _list_invoices(tx: Transaction, documents: Sequence[SalesOrder]) -> Sequence[IssuedInvoice]:
    issued = [tx.erp.invoices.list_by_order(document.id) for document in documents if document.id and tx.erp.invoices]
    return [invoice for each in issued for invoice in each]


def _get_customer_of_shop(tx: Transaction, shop: ShopDomain, customer_id: str) -> Customer | None:
    """Return the ERP's record; of a record that other stores share, what it has from this store."""
    customer = tx.erp.customers.get(customer_id)
    links = [link for link in tx.customer_links.list_for_erp_id(customer_id) if not link.erased]
    others = [link for link in links if link.shop_domain != shop]
    if customer is None or not others:
        return customer
    fields = {name: field for link in links if link.shop_domain == shop for name, field in link.field_versions.items()}
    for link in others:
        fields = dict(choose_fields(fields, link.field_versions))
    return replace(customer.keep_fields(fields), email_consent=None, sms_consent=None, companies=None)
