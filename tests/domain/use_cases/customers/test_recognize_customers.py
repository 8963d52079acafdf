"""People in several stores, in every spelling and any order of arrival: one record each, or a doubt about each other.

The spellings are written by hand here, not by the code that reads them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.shop import ShopDomain, ShopProfile
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.customers.apply_customer import apply_customers, build_customer_state
from novex_shopify.domain.use_cases.customers.match_customers import get_or_create_customer_ids
from tests.builders import NOON, a_shop

STORES = [ShopDomain(f"store-{number}.myshopify.com") for number in range(3)]


@dataclass(frozen=True)
class Person:
    """The ways in which one person writes each thing; `names` are pairs."""

    names: tuple[tuple[str, str], ...]
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    streets: tuple[tuple[str, str], ...]


MOBILE = ("+49 151 23456789", "0151 23456789", "0049 (0)151-23456789", "tel:+4915123456789", "\uff10151 234 567 89")
SWITCHBOARD = ("+49 30 1234567 ext. 12", "030/1234567", "(030) 1234567 x 7", "004930 123 45 67")
MAIN_STREET = (("Hauptstraße 12", "01067"), ("12, Hauptstr.", "D-01067"), ("HAUPT-STRASSE \uff11\uff12", "1067"))
SIDE_STREET = (("Nebenweg 3a", "10115"), ("Nebenweg 3 A", "DE 10115"))
PEOPLE = (
    Person(
        (("Jürgen", "Müller"), ("Juergen", "MUELLER"), ("Jurgen", "Muller")),
        ("j.mueller@bücher.example", " J.Mueller@xn--bcher-kva.example", "\uff4a.mueller@b\u00fccher.example."),
        MOBILE,
        MAIN_STREET,
    ),
    # His wife shares his number and address; his namesake is a colleague at the same switchboard as both sisters.
    Person((("Anna", "Müller"), ("Mueller,", "ANNA")), ("anna@example.com", "Anna@Example.com\t"), MOBILE, MAIN_STREET),
    Person((("Jürgen", "Müller"),), ("jm@example.net", "JM@EXAMPLE.NET"), SWITCHBOARD, SIDE_STREET),
    Person(
        (("Zoë", "O\u2019Neil"), ("Zoe", "ONeil")), ("zoe@example.org", "ZOE@example.org"), SWITCHBOARD, SIDE_STREET
    ),
    Person((("Noémi", "O'Neil"),), ("noemi@example.org",), SWITCHBOARD, SIDE_STREET),
)
ALL_KINDS = ("email", "phone", "address")


@st.composite
def build_profiles(draw: st.DrawFn) -> dict[tuple[int, int], Sequence[Customer]]:
    """What each person tells each store: at least one thing that the person tells everywhere, and its name."""
    profiles: dict[tuple[int, int], Sequence[Customer]] = {}
    for who in draw(st.sets(st.integers(0, len(PEOPLE) - 1), min_size=1)):
        everywhere = draw(st.sampled_from(ALL_KINDS))
        for store in draw(st.sets(st.integers(0, len(STORES) - 1), min_size=1)):
            kinds = {everywhere, *draw(st.sets(st.sampled_from(ALL_KINDS)))}
            customer_id = 100 * store + who + 1
            profiles[who, store] = draw(st.lists(build_profile(who, customer_id, kinds), min_size=1, max_size=2))
    return profiles


@st.composite
def build_profile(draw: st.DrawFn, who: int, customer_id: int, kinds: set[str]) -> Customer:
    person = PEOPLE[who]
    first_name, last_name = draw(st.sampled_from(person.names))
    street, postal_code = draw(st.sampled_from(person.streets))
    return Customer(
        customer_id,
        NOON,
        first_name,
        last_name,
        draw(st.sampled_from(person.emails)) if "email" in kinds else None,
        draw(st.sampled_from(person.phones)) if "phone" in kinds else None,
        (Address(address1=street, zip=postal_code, country_code="DE"),) if "address" in kinds else (),
    )


def receive(tx: Transaction, store: ShopDomain, customer: Customer, how: str) -> None:
    """Receive a customer in an order, in an order without personal data, by webhook, or by import."""
    if how == "order":
        get_or_create_customer_ids(tx, store, [customer])
    elif how == "order without personal data":
        get_or_create_customer_ids(tx, store, [Customer(customer.id)])
    else:
        apply_customers(tx, store, [build_customer_state(customer, digest=1 if how == "import" else None)])


@given(build_profiles(), st.data())
def test_a_person_gets_one_record_or_a_doubt_and_never_the_record_of_another(
    profiles: dict[tuple[int, int], Sequence[Customer]], data: st.DataObject
) -> None:
    arrivals = [(key, each) for key, versions in profiles.items() for each in versions]
    ways = st.sampled_from(["order", "webhook", "import"])
    events = [(key, each, data.draw(ways)) for key, each in arrivals]
    events += [
        (key, versions[0], "order without personal data")
        for key, versions in profiles.items()
        if data.draw(st.booleans())
    ]
    unit_of_work = MemoryUnitOfWork()
    with unit_of_work() as tx:
        for store in STORES:
            tx.shops.save(a_shop(domain=store, profile=ShopProfile(country_code="DE")))
            tx.shops.save_settings(store, ShopSettings(customer_group="all"))
        tx.commit()
    received = data.draw(st.permutations(events))
    # In the end every store has the whole customer, as Shopify sends it after each order.
    received += [(key, versions[-1], "webhook") for key, versions in profiles.items()]
    for (_, store_index), customer, how in received:
        age = timedelta(seconds=data.draw(st.integers(0, 9)))  # a later arrival can be an older state
        with unit_of_work() as tx:
            receive(tx, STORES[store_index], replace(customer, updated_at=NOON - age), how)
            tx.commit()
    check(unit_of_work)


def check(unit_of_work: MemoryUnitOfWork) -> None:
    people_of_record: dict[str, set[int]] = defaultdict(set)
    reasons_of_person: dict[int, dict[str, list[str | None]]] = defaultdict(lambda: defaultdict(list))
    with unit_of_work() as tx:
        for store in STORES:
            for link in tx.customer_links.list_for_shop(store):
                who = link.shopify_id % 100
                people_of_record[link.erp_id].add(who)
                reasons_of_person[who][link.erp_id].append(link.review_reason)
    assert [who for who in people_of_record.values() if len(who) > 1] == [], "one record for two people"
    for records in reasons_of_person.values():
        silent = [erp_id for erp_id, reasons in records.items() if not any(reasons)]
        assert len(silent) <= 1, "a second record without a reason to review it"
