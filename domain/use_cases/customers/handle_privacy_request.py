"""Handles Shopify's three mandatory privacy topics."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.model.privacy import PrivacyRecord, PrivacyRequest, PrivacyRequestKind
from novex_shopify.domain.model.resource_link import StateVersion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.privacy_report import build_privacy_report
from novex_shopify.domain.policies.staleness import is_stale
from novex_shopify.domain.policies.stated_fields import CUSTOMER_FIELDS, ORDER_FIELDS, erase_fields
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import customer_key, order_key
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes

PrivacyRequestHandler = Callable[[Transaction, ShopDomain, PrivacyRequest, PayloadReader, datetime], str | None]
"""Fulfills a request that was made at a given time; returns the report if the request asks for one."""


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
            # Shopify signs only the body, so the store in the header could be forged.
            if request.shop_domain != shop:
                outcomes.settle(event, EventStatus.IGNORED, "the body names another store")
            elif self.kind is PrivacyRequestKind.SHOP_ERASURE and _was_reconnected(tx, shop, event):
                outcomes.settle(event, EventStatus.SUPERSEDED, "the store was connected again")
            else:
                asked_at = event.triggered_at or event.received_at
                report = self.handle(tx, shop, request, self.payloads, asked_at)
                tx.privacy.add(PrivacyRecord(shop, self.kind, request.customer_id, asked_at, self.clock.now(), report))
                outcomes.settle(event, EventStatus.DONE)
        return outcomes


def _was_reconnected(tx: Transaction, shop: ShopDomain, event: WebhookEvent) -> bool:
    known = tx.shops.get(shop)
    asked_at = event.triggered_at or event.received_at
    return known is not None and known.connected and known.installed_at > asked_at


def report_customer(tx: Transaction, shop: ShopDomain, request: PrivacyRequest, _: PayloadReader, __: datetime) -> str:
    """Report what the ERP has of the customer and of the orders in the request."""
    customer_id = _find_erp_customer(tx, shop, request)
    customer = tx.erp.customers.get(customer_id) if customer_id else None
    documents = list(tx.erp.orders.list_by_customer(customer_id)) if customer_id else []
    links = tx.order_links.get_many(shop, request.order_ids).values()
    named = [tx.erp.orders.get(link.erp_id) for link in links]
    seen = {document.shopify_order_id for document in documents}
    documents += [document for document in named if document and document.shopify_order_id not in seen]
    return build_privacy_report(customer, documents)


def erase_customer(
    tx: Transaction, shop: ShopDomain, request: PrivacyRequest, payloads: PayloadReader, asked_at: datetime
) -> None:
    """Erase the personal data of a customer: in the ERP, its orders, the stored webhooks and earlier reports."""
    customer_id = _find_erp_customer(tx, shop, request)
    documents = tx.erp.orders.list_by_customer(customer_id) if customer_id else []
    order_ids = sorted({*request.order_ids, *(document.shopify_order_id for document in documents)})
    keys = [order_key(order_id) for order_id in order_ids]
    tx.erp.orders.erase(shop, order_ids)
    _block_older_order_states(tx, shop, order_ids, asked_at)
    tx.erp.customers.erase([customer_id] if customer_id else [])
    if request.customer_id is not None:
        keys.append(customer_key(request.customer_id))
        _block_older_customer_states(tx, shop, request.customer_id, asked_at)
        tx.privacy.erase_reports(shop, request.customer_id)
    # Parked events are still applied once they can be, so only the personal data is removed from them.
    for event in tx.events.list_parked(shop, keys):
        tx.events.replace_body(event, payloads.remove_personal_data(event.body))
    tx.events.erase_bodies(shop, keys)


def _block_older_order_states(tx: Transaction, shop: ShopDomain, order_ids: Sequence[int], asked_at: datetime) -> None:
    # A state from before the request must not restore the person. The rest of it is applied.
    links = tx.order_links.lock_many(shop, order_ids).values()
    erased = erase_fields(ORDER_FIELDS, asked_at)
    tx.order_links.save([replace(link, field_versions=erased) for link in links])


def _block_older_customer_states(tx: Transaction, shop: ShopDomain, customer_id: int, asked_at: datetime) -> None:
    # Neither must a line of an older import file.
    link = tx.customer_links.lock_many(shop, [customer_id]).get(customer_id)
    if link:
        version = StateVersion(asked_at) if is_stale(link.version, StateVersion(asked_at)) else link.version
        erased = erase_fields(CUSTOMER_FIELDS, asked_at)
        tx.customer_links.save([replace(link, version=version, field_versions=erased)])


def erase_shop(tx: Transaction, shop: ShopDomain, _: PrivacyRequest, __: PayloadReader, ___: datetime) -> None:
    """Erase the personal data of all the store's customers; forget digests, so a new connection imports everything."""
    tx.erp.orders.erase(shop, None)
    tx.erp.customers.erase([link.erp_id for link in tx.customer_links.list_for_shop(shop)])
    tx.customer_links.clear_digests(shop)
    tx.imports.clear_file_digests(shop)
    tx.privacy.erase_reports(shop, None)
    tx.events.erase_bodies(shop, None)


def _find_erp_customer(tx: Transaction, shop: ShopDomain, request: PrivacyRequest) -> str | None:
    if request.customer_id is None:
        return None
    link = tx.customer_links.get_many(shop, [request.customer_id]).get(request.customer_id)
    return link.erp_id if link else None
