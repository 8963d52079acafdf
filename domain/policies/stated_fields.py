"""Fields that a state may leave out: each is from the newest state that has it.

Shopify withholds personal data, webhooks lack what only GraphQL states, and GraphQL lacks what the app may not read. So
a state without such a field erases nothing, and it does not matter in which order states arrive.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from novex_shopify.domain.model.customer import Address, Consent, Customer
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.resource_link import FieldVersion, ResourceLink, StateVersion
from novex_shopify.domain.policies.staleness import is_stale, to_sort_key

DOCUMENT_FIELDS = ("email", "phone", "shipping_address", "billing_address")
CUSTOMER_FIELDS = ("first_name", "last_name", "email", "phone", "addresses")
CONSENTS = ("email_consent", "sms_consent")
RISK = "risk"
"""The risk of an order, which comes with events of its own."""

GRAPHQL_FACTS = "graphql_facts"
"""All that only GraphQL states (`unstated_facts`)."""

PAYMENT_TERMS = "payment_terms"
ERASURE = "erasure"
"""No field: its version is the time of the last erasure of the record's personal data."""


def find_order_fields(order: Order, version: StateVersion, *, by_graphql: bool = False) -> Mapping[str, FieldVersion]:
    """Return the fields that an order states, of those that a state may leave out.

    An order without a customer states that it has none, if it states anything else of a person.
    """
    unread = {each.name for each in order.unread}
    stated = {name: FieldVersion(version) for name in ("email", "phone") if getattr(order, name)}
    for name, address in (("shipping_address", order.shipping_address), ("billing_address", order.billing_address)):
        if address:
            stated[name] = FieldVersion(version, complete=not address.is_withheld)
    if order.customer or ("customer" not in unread and any(field.complete for field in stated.values())):
        stated["customer"] = FieldVersion(version)
    if by_graphql and "localized_fields" not in unread:
        stated[GRAPHQL_FACTS] = FieldVersion(version)
    if PAYMENT_TERMS not in unread and (
        order.payment_terms or not by_graphql
    ):  # without the scope `read_payment_terms`, GraphQL states none
        stated[PAYMENT_TERMS] = FieldVersion(version)
    return stated


def find_customer_fields(customer: Customer, version: StateVersion) -> Mapping[str, FieldVersion]:
    """Return the fields that a customer states, of `CUSTOMER_FIELDS` and `CONSENTS`.

    A consent has a time of its own. One whose time is unknown is as old as what states it.
    """
    complete = not all(map(_is_withheld, customer.addresses))
    stated = {name: FieldVersion(version) for name in CUSTOMER_FIELDS if getattr(customer, name)}
    consents = {name: consent for name in CONSENTS if (consent := getattr(customer, name))}
    stated |= {name: FieldVersion(_date_consent(consent, version)) for name, consent in consents.items()}
    return stated | ({"addresses": FieldVersion(version, complete)} if customer.addresses else {})


def get_field_versions(links: Mapping[int, ResourceLink], shopify_id: int) -> Mapping[str, FieldVersion]:
    """Return what is known of the fields of a record; nothing if it has no link yet."""
    return links[shopify_id].field_versions if shopify_id in links else {}


def choose_fields(stated: Mapping[str, FieldVersion], known: Mapping[str, FieldVersion]) -> Mapping[str, FieldVersion]:
    """Return those of the stated fields that are newer, or more complete, than what is known."""
    return {
        name: field
        for name, field in stated.items()
        if name not in known or _to_sort_key(field) >= _to_sort_key(known[name])
    }


def erase_fields(names: Collection[str], at: datetime) -> Mapping[str, FieldVersion]:
    """Return versions that keep states from before an erasure from restoring the fields."""
    return dict.fromkeys(names, FieldVersion(StateVersion(at, at)))


def is_from_before_erasure(version: StateVersion, known: Mapping[str, FieldVersion]) -> bool:
    """Return whether the record was erased after this state, so that nothing personal of it may be stored."""
    erasure = known.get(ERASURE)
    return erasure is not None and is_stale(version, erasure.state)


def _date_consent(consent: Consent, version: StateVersion) -> StateVersion:
    return StateVersion(consent.updated_at) if consent.updated_at else version


def _is_withheld(address: Address) -> bool:
    return address.is_withheld


def _to_sort_key(field: FieldVersion) -> tuple[bool, tuple[datetime, datetime]]:
    return field.complete, to_sort_key(field.state)
