"""Each field that a state may leave out is from the newest state that has it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.resource_link import FieldVersion, StateVersion
from novex_shopify.domain.policies.stated_fields import (
    choose_fields,
    erase_fields,
    find_customer_fields,
    find_order_fields,
)
from tests.builders import a_complete_order, a_customer

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
VERSION = StateVersion(NOON)
FIELD_VERSIONS = st.builds(
    FieldVersion,
    st.builds(StateVersion, st.sampled_from([NOON + timedelta(seconds=second) for second in range(4)])),
    st.booleans(),
)
STATES = st.lists(st.dictionaries(st.sampled_from(["email", "address"]), FIELD_VERSIONS), max_size=6)


def test_an_order_states_what_it_has() -> None:
    stated = find_order_fields(a_complete_order(), VERSION)
    assert set(stated) == {"email", "phone", "shipping_address", "billing_address", "customer", "payment_terms"}


def test_graphql_states_payment_terms_only_if_it_may_read_them() -> None:
    stated = find_order_fields(replace(a_complete_order(), payment_terms=None), VERSION, by_graphql=True)
    assert ("payment_terms" in stated, "graphql_facts" in stated) == (False, True)


def test_an_address_without_name_and_street_is_incomplete() -> None:
    customer = a_customer(addresses=(Address(city="London"),))
    assert find_customer_fields(customer, VERSION)["addresses"] == FieldVersion(VERSION, complete=False)


def _apply(states: list[dict[str, FieldVersion]]) -> dict[str, FieldVersion]:
    known: dict[str, FieldVersion] = {}
    for stated in states:
        known |= choose_fields(stated, known)
    return known


@given(STATES, st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order_of_arrival(
    states: list[dict[str, FieldVersion]], random: Random
) -> None:
    assert _apply(random.sample(states, len(states))) == _apply(states)


def test_a_state_from_before_an_erasure_restores_nothing() -> None:
    erased = erase_fields(["email"], NOON)
    before = FieldVersion(StateVersion(NOON - timedelta(seconds=1)))
    after = FieldVersion(StateVersion(NOON + timedelta(seconds=1)))
    assert choose_fields({"email": before}, erased) == {}
    assert choose_fields({"email": after}, erased) == {"email": after}
