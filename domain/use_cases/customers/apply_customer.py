"""Applies customers and their marketing consents from events to the ERP."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.staleness import is_stale
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.customers.match_customers import (
    find_matches,
    get_matched_erp_ids,
    get_or_create_customer_ids,
    lock_customers,
)
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes


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
    """Records marketing consents. A consent that is older than the known one changes nothing."""

    parse: Callable[[bytes], Customer]

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply events of different customers."""
        outcomes = EventOutcomes()
        customers = [customer for _, customer in outcomes.parse(events, self.parse)]
        tx.erp.customers.apply(shop, customers, get_or_create_customer_ids(tx, shop, customers))
        for event in events:
            if event.id not in outcomes:
                outcomes.settle(event, EventStatus.DONE)
        return outcomes


def build_customer_state(
    customer: Customer, triggered_at: datetime | None = None, digest: int | None = None
) -> CustomerState:
    """Raises `UnreadablePayload` if the customer does not say when it was updated."""
    if customer.updated_at is None:
        raise UnreadablePayload(f"Customer {customer.id} has no updated_at, so it cannot be compared with the ERP.")
    return CustomerState(customer, StateVersion(customer.updated_at, triggered_at), digest)


def apply_customers(tx: Transaction, shop: ShopDomain, states: Sequence[CustomerState]) -> set[int]:
    """Write different customers to the ERP; returns the Shopify ids of those that were not outdated."""
    locked = lock_customers(tx, shop, [state.customer for state in states])
    states = [replace(state, customer=customer) for state, customer in zip(states, locked, strict=True)]
    links = tx.customer_links.lock_many(shop, [state.customer.id for state in states])
    applied = {each: link.version for each, link in links.items()}
    fresh = [state for state in states if not is_stale(state.version, applied.get(state.customer.id))]
    customers = [state.customer for state in fresh]
    matches = find_matches(tx, shop, customers, links)
    known = {each: link.erp_id for each, link in links.items()} | get_matched_erp_ids(matches)
    erp_ids = tx.erp.customers.apply(shop, customers, known)
    review_reasons = {each: link.review_reason for each, link in links.items()} | {
        each: match.review_reason for each, match in matches.items() if match.review_reason
    }
    tx.customer_links.save(
        [
            ResourceLink(
                shop, each.id, erp_id, state.version, digest=state.digest, review_reason=review_reasons.get(each.id)
            )
            for state, each, erp_id in zip(fresh, customers, erp_ids, strict=True)
        ]
    )
    # Consents and companies have an age of their own: an outdated line of a file can still have the newest of them.
    written = {customer.id for customer in customers}
    older = [state for state in states if state.customer.id not in written and state.digest]
    _apply_bulk_only_fields(tx, shop, older, links)
    return written


def _apply_bulk_only_fields(
    tx: Transaction, shop: ShopDomain, older: Sequence[CustomerState], links: Mapping[int, ResourceLink]
) -> None:
    known = {each: link.erp_id for each, link in links.items()}
    tx.erp.customers.apply(shop, [state.customer.without_withheld_fields() for state in older], known)
    tx.customer_links.save([replace(links[state.customer.id], digest=state.digest) for state in older])
