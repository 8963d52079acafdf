"""Events that speak of a customer."""

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
from novex_shopify.domain.use_cases.customers.match_customers import get_links, match_to_erp, resolve_customer_ids
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes


@dataclass(frozen=True, slots=True)
class CustomerState:
    """A customer, how new that is, and the digest of the line it was read from, if it was."""

    customer: Customer
    version: StateVersion
    digest: int | None = None


@dataclass(frozen=True, slots=True)
class ApplyCustomer:
    """Brings the ERP's customers to the states in the payloads."""

    payloads: PayloadReader

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply what is not older than what was applied before. The events speak of different customers."""
        outcomes = EventOutcomes()
        states = outcomes.try_each(zip(events, events, strict=True), self._to_state)
        applied = apply_customers(tx, shop, [state for _, state in states])
        for event, state in states:
            outcomes.settle(event, EventStatus.DONE if state.customer.id in applied else EventStatus.SUPERSEDED)
        return outcomes

    def _to_state(self, event: WebhookEvent) -> CustomerState:
        return build_customer_state(self.payloads.parse_customer(event.body), event.triggered_at)


@dataclass(frozen=True, slots=True)
class ApplyConsent:
    """Notes whether customers may be written to. A consent that is older than the known one changes nothing."""

    read: Callable[[bytes], Customer]

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Note. The events speak of different customers."""
        outcomes = EventOutcomes()
        customers = [customer for _, customer in outcomes.parse(events, self.read)]
        tx.erp.customers.apply(shop, customers, resolve_customer_ids(tx, shop, customers))
        for event in events:
            if event.id not in outcomes:
                outcomes.settle(event, EventStatus.DONE)
        return outcomes


def build_customer_state(
    customer: Customer, triggered_at: datetime | None = None, digest: int | None = None
) -> CustomerState:
    """A customer, and how new its state is."""
    if customer.updated_at is None:
        raise UnreadablePayload(f"Customer {customer.id} has no updated_at, so its age cannot be told.")
    return CustomerState(customer, StateVersion(customer.updated_at, triggered_at), digest)


def apply_customers(tx: Transaction, shop: ShopDomain, states: Sequence[CustomerState]) -> set[int]:
    """Write different customers to the ERP; returns the ids of those that were not older than what it has."""
    links = tx.customer_links.lock_many(shop, [state.customer.id for state in states])
    applied = {each: link.version for each, link in links.items()}
    fresh = [state for state in states if not is_stale(state.version, applied.get(state.customer.id))]
    customers = [state.customer for state in fresh]
    matches = match_to_erp(tx, shop, [customer for customer in customers if customer.id not in links])
    known = {each: link.erp_id for each, link in links.items()} | get_links(matches)
    erp_ids = tx.erp.customers.apply(shop, customers, known)
    doubts = {each: match.review_reason for each, match in matches.items()} | {
        each: link.review_reason for each, link in links.items()
    }
    tx.customer_links.save(
        [
            ResourceLink(shop, each.id, erp_id, state.version, digest=state.digest, review_reason=doubts.get(each.id))
            for state, each, erp_id in zip(fresh, customers, erp_ids, strict=True)
        ]
    )
    written = {customer.id for customer in customers}
    older = [state for state in states if state.customer.id not in written and state.digest]
    _apply_bulk_only_fields(tx, shop, older, links)
    return written


def _apply_bulk_only_fields(
    tx: Transaction, shop: ShopDomain, older: Sequence[CustomerState], links: Mapping[int, ResourceLink]
) -> None:
    """Consents and companies of an older line of a file may still be the newest."""
    known = {each: link.erp_id for each, link in links.items()}
    tx.erp.customers.apply(shop, [state.customer.without_withheld_fields() for state in older], known)
    tx.customer_links.save([replace(links[state.customer.id], digest=state.digest) for state in older])
