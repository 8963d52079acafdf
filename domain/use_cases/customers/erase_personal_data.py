"""Erases the personal data of a customer or of a store, wherever it is stored (docs/privacy.md)."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import datetime

from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.privacy import PrivacyAnswer, PrivacyRequest
from novex_shopify.domain.model.push_filter import PushFilter
from novex_shopify.domain.model.resource_link import StateVersion
from novex_shopify.domain.model.search import RecordKind
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.person_search import Person, names_any
from novex_shopify.domain.policies.staleness import is_stale
from novex_shopify.domain.policies.stated_fields import CUSTOMER_FIELDS, ERASURE, erase_fields
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import (
    PRIVACY_KEY,
    customer_key,
    is_unreadable_key,
    names_order_or_customer,
    order_key,
    parse_order_key,
    tracker_key,
)
from novex_shopify.domain.use_cases.invoices.keep_invoices import keep_invoices
from novex_shopify.domain.use_cases.issue_details import erase_issue_details

_PAGE = 500

ERASED_ERROR = "The error was erased together with personal data. Retry the event to see it again."


def erase_customer(
    tx: Transaction, shop: ShopDomain, request: PrivacyRequest, payloads: PayloadReader, asked_at: datetime
) -> PrivacyAnswer:
    """Erase a customer: in the ERP, its orders, the stored webhooks and earlier reports. Issued invoices are kept."""
    customer_id = find_erp_customer(tx, shop, request)
    person = _find_person(tx, shop, request, customer_id)
    events = [event for event in tx.events.iter_open(shop) if _is_about(event, person)]
    order_ids = sorted(person.order_ids | _list_order_ids(events))
    # Locked first, as by every worker that writes an order: it has either written it, or loses its claim below.
    expected = _block_older_order_states(tx, shop, order_ids, asked_at)
    if request.customer_id is not None:
        expected += _block_older_customer_states(tx, shop, request.customer_id, asked_at)
        tx.privacy.erase_reports(shop, request.customer_id)
    for event in events:
        _erase_open_event(tx, payloads, event, person.contacts)
    tx.privacy.remember_erasures(shop, expected, asked_at)
    tx.events.erase_bodies(shop, [*map(order_key, order_ids), *_list_customer_keys(request)])
    tx.erp.orders.erase(shop, order_ids)
    tx.order_comments.erase(shop, order_ids)
    _erase_records(tx, [customer_id] if customer_id else [])
    tx.search.erase(RecordKind.ORDER, shop, list(map(str, order_ids)))
    tx.search.remove(RecordKind.CUSTOMER, shop, [customer_id] if customer_id else [])
    erp_ids = [link.erp_id for link in tx.order_links.get_many(shop, order_ids).values() if link.erp_id]
    tx.label_purchases.erase(shop, erp_ids)
    shipment_ids = [push.shipment.id for push in tx.pushes.list_for_orders(shop, order_ids)]
    trackers = [each.id for found in tx.trackers.get_for_shipments(shipment_ids).values() for each in found]
    tx.events.erase_bodies(shop, [*map(tracker_key, trackers)])
    tx.trackers.erase(shipment_ids)
    erase_issue_details(tx, shop)
    return PrivacyAnswer(kept=keep_invoices(tx, shop, erp_ids))


def erase_shop(
    tx: Transaction, shop: ShopDomain, _: PrivacyRequest, payloads: PayloadReader, __: datetime
) -> PrivacyAnswer:
    """Erase all of the store's customers; forget digests, so a new connection imports everything.

    Issued invoices are kept.
    """
    for event in tx.events.iter_open(shop):
        if not _is_waiting_request(event):
            _erase_open_event(tx, payloads, event, contacts=None)
    tx.events.erase_bodies(shop, None)
    tx.erp.orders.erase(shop, None)
    tx.order_comments.erase(shop, None)
    tx.label_purchases.erase(shop, None)
    _erase_trackers(tx, shop)
    tx.customer_links.mark_all_erased(shop)
    _erase_records(tx, [link.erp_id for link in tx.customer_links.list_for_shop(shop)])
    tx.search.erase(RecordKind.ORDER, shop, None)
    tx.search.remove(RecordKind.CUSTOMER, shop, None)
    tx.imports.clear_file_digests(shop)
    erase_issue_details(tx, shop)
    tx.privacy.erase_reports(shop, None)
    return PrivacyAnswer(kept=keep_invoices(tx, shop, None))


def _erase_trackers(tx: Transaction, shop: ShopDomain) -> None:
    last = None
    while pushes := tx.pushes.list_oldest(_PAGE, PushFilter(shop=shop), after=last):
        tx.trackers.erase([push.shipment.id for push in pushes])
        last = pushes[-1].id


def _erase_records(tx: Transaction, customer_ids: Sequence[str]) -> None:
    """Erase the ERP's records, except those that another connected store still has."""
    owners = tx.customer_links.find_owners(customer_ids)
    shops = {shop for others in owners.values() for shop in others}
    connected = {shop for shop in shops if (known := tx.shops.get(shop)) and known.connected}
    erased = [each for each in customer_ids if not connected & owners.get(each, frozenset())]
    tx.erp.customers.erase(erased)
    for shop in sorted({shop for each in erased for shop in owners.get(each, ())}):
        tx.customer_links.clear_digests(shop)  # if it is ever connected again, its own data is imported again
        tx.search.remove(RecordKind.CUSTOMER, shop, erased)


def find_erp_customer(tx: Transaction, shop: ShopDomain, request: PrivacyRequest) -> str | None:
    """Return the ERP's id of the customer; None if the ERP does not have the customer."""
    if request.customer_id is None:
        return None
    link = tx.customer_links.get_many(shop, [request.customer_id]).get(request.customer_id)
    return link.erp_id if link else None


def _find_person(tx: Transaction, shop: ShopDomain, request: PrivacyRequest, erp_customer_id: str | None) -> Person:
    customer = tx.erp.customers.get(erp_customer_id) if erp_customer_id else None
    documents = tx.erp.orders.list_by_customer(erp_customer_id) if erp_customer_id else []
    order_ids = {document.shopify_order_id for document in documents if document.shop_domain == shop}
    contacts = (*request.contacts, customer.email, customer.phone) if customer else request.contacts
    return Person(request.customer_id, frozenset(order_ids.union(request.order_ids)), frozenset(filter(None, contacts)))


def _is_about(event: WebhookEvent, person: Person) -> bool:
    if _is_waiting_request(event):
        return False
    if names_order_or_customer(event.resource_key):
        # Not by contacts: a family shares a phone number, and each member's order needs its address.
        return parse_order_key(event.resource_key) in person.order_ids or person.is_customer_in(event.body)
    return person.is_named_in(event.body)


def _is_waiting_request(event: WebhookEvent) -> bool:
    # It still has to be met, and its body is emptied then.
    return event.resource_key == PRIVACY_KEY and event.status in {EventStatus.PENDING, EventStatus.PROCESSING}


def _list_order_ids(events: Iterable[WebhookEvent]) -> Set[int]:
    keys = (parse_order_key(event.resource_key) for event in events)
    return {order_id for order_id in keys if order_id is not None}


def _list_customer_keys(request: PrivacyRequest) -> list[str]:
    return [] if request.customer_id is None else [customer_key(request.customer_id)]


def _erase_open_event(tx: Transaction, payloads: PayloadReader, event: WebhookEvent, contacts: Set[str] | None) -> None:
    """Remove the personal data, and leave what is needed to apply the event later.

    Errors are erased that name the person; all of them if `contacts` is None.
    """
    body, personal_texts = _remove_personal_data(payloads, event)
    texts = None if contacts is None else personal_texts | contacts
    failures = tuple(replace(each, error=_erase_error(each.error, texts)) for each in event.failures)
    last_error = _erase_error(event.last_error, texts) if event.last_error else None
    erased = replace(event, body=body, last_error=last_error, failures=failures)
    # In this order: a worker that claims the event between the two has read the former body, and loses the claim.
    tx.events.overwrite(erased)
    tx.events.revoke_claim(event.id)


def _erase_error(error: str, texts: Set[str] | None) -> str:
    return ERASED_ERROR if texts is None or names_any(error, texts) else error


def _remove_personal_data(payloads: PayloadReader, event: WebhookEvent) -> tuple[bytes, Set[str]]:
    # What cannot be read cannot be applied either, so nothing of it has to stay.
    try:
        texts = payloads.list_personal_texts(event.body)
        is_kept = not is_unreadable_key(event.resource_key) and event.resource_key != PRIVACY_KEY
        return payloads.remove_personal_data(event.body) if is_kept else b"", texts
    except UnreadablePayload:
        return b"", frozenset()


def _block_older_order_states(
    tx: Transaction, shop: ShopDomain, order_ids: Sequence[int], asked_at: datetime
) -> list[str]:
    """Return the keys of the orders that have not arrived yet."""
    # A state from before the request must not restore the person. The rest of it is applied.
    links = tx.order_links.lock_many(shop, order_ids)
    erased = erase_fields([ERASURE], asked_at)
    tx.order_links.save([replace(link, field_versions={**link.field_versions, **erased}) for link in links.values()])
    return [order_key(order_id) for order_id in order_ids if order_id not in links]


def _block_older_customer_states(tx: Transaction, shop: ShopDomain, customer_id: int, asked_at: datetime) -> list[str]:
    """Return the key of the customer who has not arrived yet."""
    # Neither must a line of an older import file. The digest goes too: it could confirm a guess of what was erased.
    link = tx.customer_links.lock_many(shop, [customer_id]).get(customer_id)
    if link is None:
        return [customer_key(customer_id)]
    version = StateVersion(asked_at) if is_stale(link.version, StateVersion(asked_at)) else link.version
    erased = {**link.field_versions, **erase_fields([*CUSTOMER_FIELDS, ERASURE], asked_at)}
    tx.customer_links.save([replace(link, version=version, field_versions=erased, digest=None, erased=True)])
    return []
