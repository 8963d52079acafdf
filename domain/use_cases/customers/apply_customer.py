"""Applies customers and their marketing consents from events to the ERP."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.customer import Consent, Customer
from novex_shopify.domain.model.resource_link import FieldVersion, ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.customer_matching import CustomerMatch
from novex_shopify.domain.policies.staleness import is_stale, to_update_time
from novex_shopify.domain.policies.stated_fields import (
    choose_fields,
    find_customer_fields,
    get_field_versions,
    is_from_before_erasure,
)
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import customer_key
from novex_shopify.domain.use_cases.customers.match_customers import (
    find_matches,
    get_matched_erp_ids,
    get_or_create_customer_ids,
    lock_customers,
)
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.indexing.index_records import index_changed_customers, index_customers


@dataclass(frozen=True, slots=True)
class CustomerState:
    """A customer with the version of its state, and the digest of its line if it was read from an import file."""

    customer: Customer
    version: StateVersion
    digest: int | None = None


@dataclass(frozen=True, slots=True)
class ApplyCustomer:
    """Writes customers to the ERP, except states older than what was applied before."""

    payloads: PayloadReader

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply events of different customers."""
        outcomes = EventOutcomes()
        states: list[tuple[WebhookEvent, CustomerState]] = []
        for event in events:
            with outcomes.catch_errors(event):
                states.append((event, self._to_state(event)))
        applied = apply_customers(tx, shop, [state for _, state in states])
        for event, state in states:
            outcomes.settle(event, EventStatus.DONE if state.customer.id in applied else EventStatus.SUPERSEDED)
        return outcomes

    def _to_state(self, event: WebhookEvent) -> CustomerState:
        return build_customer_state(self.payloads.parse_customer(event.body), event.triggered_at)


@dataclass(frozen=True, slots=True)
class ApplyConsent:
    """Records marketing consents. A consent that is older than the known one changes nothing.

    One whose own time is unknown is as old as its event, if there is a known one that it has to be compared with.
    """

    parse: Callable[[bytes], Customer]

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply events of different customers."""
        outcomes = EventOutcomes()
        parsed = outcomes.parse(events, self.parse)
        ids = get_or_create_customer_ids(tx, shop, [customer for _, customer in parsed])
        links = tx.customer_links.lock_many(shop, ids)
        customers, changed = [], []
        for event, customer in parsed:
            reported_at, link = event.triggered_at or event.received_at, links[customer.id]
            fields = choose_fields(find_customer_fields(customer, StateVersion(reported_at)), link.field_versions)
            customers.append(_date_consents(tx, customer.keep_fields(fields), ids[customer.id], reported_at))
            changed.append(replace(link, field_versions={**link.field_versions, **fields}))
        tx.erp.customers.apply(shop, customers, ids)
        index_changed_customers(tx, shop, {ids[each.id] for each in customers if each.email or each.phone})
        tx.customer_links.save(changed)
        for event in events:
            if event.id not in outcomes:
                outcomes.settle(event, EventStatus.DONE)
        return outcomes


def _date_consents(tx: Transaction, customer: Customer, erp_id: str, reported_at: datetime) -> Customer:
    """Return the customer with consents that can be compared with those that the ERP has."""
    consents = customer.email_consent, customer.sms_consent
    if all(consent is None or consent.updated_at for consent in consents):
        return customer
    known = tx.erp.customers.get(erp_id)
    if known is None:
        return customer
    return replace(
        customer,
        email_consent=_date_consent(customer.email_consent, known.email_consent, reported_at),
        sms_consent=_date_consent(customer.sms_consent, known.sms_consent, reported_at),
    )


def _date_consent(consent: Consent | None, known: Consent | None, reported_at: datetime) -> Consent | None:
    if consent is None or consent.updated_at or known is None or known.updated_at is None:
        return consent
    return replace(consent, updated_at=reported_at)


def build_customer_state(
    customer: Customer, triggered_at: datetime | None = None, digest: int | None = None
) -> CustomerState:
    """Raises `UnreadablePayload` if it is not known when the customer was updated."""
    updated_at = customer.updated_at or (to_update_time(triggered_at) if triggered_at else None)
    if updated_at is None:
        raise UnreadablePayload(f"Customer {customer.id} has no updated_at, so it cannot be compared with the ERP.")
    return CustomerState(customer, StateVersion(updated_at, triggered_at), digest)


def apply_customers(tx: Transaction, shop: ShopDomain, states: Sequence[CustomerState]) -> set[int]:
    """Write different customers to the ERP; returns the Shopify ids of those that were not outdated.

    An outdated state adds only what newer states leave out.
    """
    states = _drop_erased(tx, shop, states)
    locked = lock_customers(tx, shop, [state.customer for state in states])
    links = tx.customer_links.lock_many(shop, [state.customer.id for state in states])
    erased = {
        each.customer.id
        for each in states
        if is_from_before_erasure(each.version, get_field_versions(links, each.customer.id))
    }
    fields = {state.customer.id: _choose_fields(state, links) for state in states}
    # Whose buyer a person is says who the person is.
    locked = [replace(each, companies=None) if each.id in erased else each for each in locked]
    customers = {customer.id: customer.keep_fields(fields[customer.id]) for customer in locked}
    matches = find_matches(tx, shop, list(customers.values()), links)
    fresh = [state for state in states if not _is_outdated(state, links)]
    # Consents and companies have an age of their own: an outdated line of a file can still have the newest of them.
    useful = [state for state in states if _is_outdated(state, links) and (fields[state.customer.id] or state.digest)]
    known = {each: link.erp_id for each, link in links.items()} | get_matched_erp_ids(matches)
    erp_ids = tx.erp.customers.apply(shop, [customers[state.customer.id] for state in fresh], known)
    tx.erp.customers.apply(shop, [replace(customers[state.customer.id], updated_at=None) for state in useful], known)
    new = {erp_id: customers[each.customer.id] for each, erp_id in zip(fresh, erp_ids, strict=True)}
    index_customers(tx, shop, {erp_id: each for erp_id, each in new.items() if each.id not in known})
    index_changed_customers(
        tx, shop, {known[each.customer.id] for each in (*fresh, *useful) if each.customer.id in known}
    )
    changed = [
        *[_renew_link(shop, state, erp_id, links) for state, erp_id in zip(fresh, erp_ids, strict=True)],
        *[_keep_version(state, links) for state in useful],
    ]
    tx.customer_links.save([_update_link(link, fields[link.shopify_id], matches[link.shopify_id]) for link in changed])
    return {state.customer.id for state in fresh}


def _drop_erased(tx: Transaction, shop: ShopDomain, states: Sequence[CustomerState]) -> Sequence[CustomerState]:
    """Return the states without those of customers that were erased since, before the ERP had them."""
    erasures = tx.privacy.find_erasures(shop, [customer_key(state.customer.id) for state in states]) if states else {}
    if not erasures:
        return states

    def is_current(state: CustomerState) -> bool:
        erased_at = erasures.get(customer_key(state.customer.id))
        return erased_at is None or not is_stale(state.version, StateVersion(erased_at))

    return [state for state in states if is_current(state)]


def _renew_link(shop: ShopDomain, state: CustomerState, erp_id: str, links: Mapping[int, ResourceLink]) -> ResourceLink:
    known = links.get(state.customer.id) or ResourceLink(shop, state.customer.id, erp_id, state.version)
    return replace(known, version=state.version, digest=state.digest)


def _keep_version(state: CustomerState, links: Mapping[int, ResourceLink]) -> ResourceLink:
    known = links[state.customer.id]
    return replace(known, digest=state.digest or known.digest)


def _update_link(link: ResourceLink, fields: Mapping[str, FieldVersion], match: CustomerMatch) -> ResourceLink:
    reason = match.review_reason or link.review_reason
    # What the ERP gets now is newer than an erasure, which would have dropped the fields of an older state.
    erased = link.erased and not fields
    return replace(link, field_versions={**link.field_versions, **fields}, review_reason=reason, erased=erased)


def _is_outdated(state: CustomerState, links: Mapping[int, ResourceLink]) -> bool:
    link = links.get(state.customer.id)
    return is_stale(state.version, link.version if link else None)


def _choose_fields(state: CustomerState, links: Mapping[int, ResourceLink]) -> Mapping[str, FieldVersion]:
    stated = find_customer_fields(state.customer, state.version)
    return choose_fields(stated, get_field_versions(links, state.customer.id))
