"""The three topics by which Shopify passes on what privacy law asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.model.privacy import PrivacyRecord, PrivacyRequest, PrivacyRequestKind
from novex_shopify.domain.model.resource_link import StateVersion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.privacy_report import build_privacy_report
from novex_shopify.domain.policies.staleness import is_stale
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes

Meet = Callable[[Transaction, ShopDomain, PrivacyRequest, PayloadReader, datetime], str | None]
"""Does what was asked at that time; returns the report, where one is asked for."""


@dataclass(frozen=True, slots=True)
class HandlePrivacyRequest:
    """Meets a request and keeps the record of it.

    Only the body is signed, so the store is the one that the body names; a store that is connected again since is not
    erased (facts.md, 4 and 5).
    """

    kind: PrivacyRequestKind
    handle: Meet
    payloads: PayloadReader
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Meet requests."""
        outcomes = EventOutcomes()
        for event, request in outcomes.parse(events, self.payloads.parse_privacy_request):
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
    """Put together what the ERP has of the customer and of the orders named."""
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
    """Erase a customer: the record, the orders, the stored webhooks of both, and past reports.

    What still waits to be applied is applied without anything personal; what is older than the request, such as a file
    that was written before it, brings nothing back.
    """
    customer_id = _find_erp_customer(tx, shop, request)
    bought = (
        [document.shopify_order_id for document in tx.erp.orders.list_by_customer(customer_id)] if customer_id else []
    )
    orders = sorted({*request.order_ids, *bought})
    people = [customer_id] if customer_id else []
    tx.erp.orders.erase(shop, orders)
    tx.erp.customers.erase(people)
    if request.customer_id is not None:
        _bump_version(tx, shop, request.customer_id, StateVersion(asked_at))
        tx.privacy.erase_reports(shop, request.customer_id)
    keys = [f"order:{each}" for each in orders] + ([f"customer:{request.customer_id}"] if request.customer_id else [])
    for event in tx.events.list_parked(shop, keys):
        tx.events.replace_body(event, payloads.remove_personal_data(event.body))
    tx.events.erase_bodies(shop, keys)


def _bump_version(tx: Transaction, shop: ShopDomain, customer_id: int, version: StateVersion) -> None:
    link = tx.customer_links.lock_many(shop, [customer_id]).get(customer_id)
    if link and is_stale(link.version, version):
        tx.customer_links.save([replace(link, version=version)])


def erase_shop(tx: Transaction, shop: ShopDomain, _: PrivacyRequest, __: PayloadReader, ___: datetime) -> None:
    """Erase everyone who bought in the store. Should it come back, all of them are read anew."""
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
