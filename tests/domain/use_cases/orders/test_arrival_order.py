"""The order in which states arrive does not matter, for any field."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.order import Company, Order
from novex_shopify.domain.model.order_details import LocalizedField, SellingPlan, ShippingMethod
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from tests.builders import HOUR, NOON, SECOND, a_return, an_order_body
from tests.domain.use_cases.event_steps import apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import MARK_DUE, PAYLOADS, get_sales_order, map_product
from tests.webhook_bodies import ADDRESS

CUSTOMER = {"id": 7, "email": "ada@example.com", "first_name": "Ada"}
OTHER_CUSTOMER = {"id": 8, "email": "bea@example.com", "first_name": "Bea"}
WITHHELD_ADDRESS = {"city": "London", "country_code": "GB"}
NOTHING_PERSONAL: dict[str, Any] = dict.fromkeys(
    ("email", "phone", "customer", "shipping_address", "billing_address", "note")
)

PERSONAL_DATA = st.fixed_dictionaries(
    {
        "email": st.sampled_from([None, "ada@example.com", "bea@example.com"]),
        "phone": st.sampled_from([None, "", "+49 30 1234"]),
        "customer": st.sampled_from([None, CUSTOMER, OTHER_CUSTOMER]),
        "shipping_address": st.sampled_from([None, ADDRESS, ADDRESS | {"address1": "Elsewhere 1"}, WITHHELD_ADDRESS]),
        "billing_address": st.sampled_from([None, ADDRESS, WITHHELD_ADDRESS]),
        "note": st.sampled_from([None, "", "Ring twice"]),
        "tags": st.sampled_from(["", "a, b"]),
        "po_number": st.sampled_from([None, "PO-1"]),
    }
)


State = tuple[int, dict[str, Any] | Order]


def apply_states(states: Sequence[State]) -> SalesOrder:
    """Apply states, each with its version: changes of a webhook, or an order that was read by GraphQL."""
    fakes = Fakes()
    fakes.connect_shop()
    map_product(fakes)
    apply_webhook = ApplyOrder(PAYLOADS, fakes.clock, MARK_DUE)
    apply_read = ApplyOrder(PAYLOADS, fakes.clock, MARK_DUE, by_graphql=True)
    for version, state in states:
        if isinstance(state, Order):
            apply_event(fakes, apply_read, PAYLOADS.serialize_order(state))
        else:
            apply_event(fakes, apply_webhook, an_order_body(updated_at=f"2026-11-23T12:00:0{version}+01:00", **state))
    return get_sales_order(fakes)


def describe(document: SalesOrder) -> tuple[Any, ...]:
    """The fields of a document that states may leave out or empty.

    Of the customer only whether there is one: its number in the ERP depends on who was created first.
    """
    return (
        document.email,
        document.phone,
        document.shipping_address,
        document.billing_address,
        document.note,
        document.tags,
        document.po_number,
        document.customer_id is None,
    )


@given(st.lists(PERSONAL_DATA, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_states_end_in_the_same_document_in_any_order(states: list[dict[str, Any]], random: Any) -> None:
    versions = list(enumerate(states))
    expected = describe(apply_states(versions))
    shuffled = random.sample(versions, len(versions))
    assert describe(apply_states(shuffled)) == expected


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        ({"note": "Ring twice"}, {"note": ""}, {"note": None}),
        ({"note": "Ring twice"}, NOTHING_PERSONAL, {"note": None}),
        ({"email": "ada@example.com"}, NOTHING_PERSONAL, {"email": "ada@example.com"}),
        ({"phone": "+49 30 1234"}, {"phone": None}, {"phone": "+49 30 1234"}),
        ({"customer": CUSTOMER}, {"customer": None, "email": "ada@example.com"}, {"customer_id": None}),
        ({"customer": CUSTOMER}, NOTHING_PERSONAL, {"customer_id": "1"}),
        ({"customer": None, "email": "a@example.com"}, {"customer": CUSTOMER}, {"customer_id": "1"}),
    ],
)
def test_emptied_fields_are_emptied_and_withheld_ones_are_kept(
    older: dict[str, Any], newer: dict[str, Any], expected: dict[str, Any]
) -> None:
    for arrivals in permutations([(0, NOTHING_PERSONAL | older), (1, NOTHING_PERSONAL | newer)]):
        document = apply_states(list(arrivals))
        assert {name: getattr(document, name) for name in expected} == expected


@pytest.mark.parametrize("arrivals", list(permutations(range(3))))
def test_a_complete_address_is_kept_whatever_part_of_it_is_withheld_later(arrivals: tuple[int, ...]) -> None:
    states: list[dict[str, Any]] = [
        {"shipping_address": ADDRESS},
        {"shipping_address": WITHHELD_ADDRESS},
        {"shipping_address": None},
    ]
    address = apply_states([(version, states[version]) for version in arrivals]).shipping_address
    assert address is not None
    assert address.address1 == ADDRESS["address1"]


JUNK = {"junk": 1}
UNREADABLE = {
    "note": JUNK,
    "tags": JUNK,
    "note_attributes": "junk",
    "processed_at": "0000-12-31T18:03:24-05:50",
    "source_name": JUNK,
    "customer": "junk",
    "email": "ada@example.com",
}
READABLE = {
    "note": "Ring twice",
    "tags": "a, b",
    "note_attributes": [{"name": "Gift", "value": "yes"}],
    "processed_at": "2026-11-20T12:00:00Z",
    "source_name": "web",
    "customer": CUSTOMER,
}


def describe_readable(document: SalesOrder) -> tuple[Any, ...]:
    return (
        document.note,
        document.tags,
        [each.value for each in document.note_attributes],
        document.source.name,
        document.customer_id,
    )


def test_what_cannot_be_read_removes_nothing_in_any_order() -> None:
    older: State = (0, READABLE | {"note": "Older", "source_name": "pos"})
    newer: State = (1, READABLE)
    expected = ("Ring twice", "a, b", ["yes"], "web", "1")
    unread: list[State] = [(2, UNREADABLE), (3, UNREADABLE)]
    for states in permutations([older, newer, *unread]):
        assert describe_readable(apply_states(list(states))) == expected
    emptied: State = (4, {**dict.fromkeys(READABLE), "email": "ada@example.com"})
    for states in permutations([older, *unread, emptied]):
        assert describe_readable(apply_states(list(states))) == (None, None, [], None, None)


def test_an_unreadable_part_of_an_address_stays_unless_the_address_is_another_one() -> None:
    known, same = ADDRESS | {"zip": "SW1Y"}, ADDRESS | {"zip": JUNK}
    for address, expected in ((same, "SW1Y"), (same | {"city": "Ockham"}, None)):
        document = apply_states([(0, {"shipping_address": known}), (1, {"shipping_address": address})])
        assert document.shipping_address
        assert document.shipping_address.zip == expected


def test_what_cannot_be_read_is_set_aside_with_its_reason_and_lines_keep_what_they_had(mapped: Fakes) -> None:
    line = json.loads(an_order_body())["line_items"][0]
    apply_order = ApplyOrder(PAYLOADS, mapped.clock, MARK_DUE)
    apply_event(mapped, apply_order, an_order_body(processed_at="2026-11-20T12:00:00Z", line_items=[line | LINE]))
    before = get_sales_order(mapped)
    unread = an_order_body(processed_at="never", line_items=[line | dict.fromkeys(LINE, JUNK) | {"sku": JUNK}])
    outcome = apply_event(mapped, apply_order, unread)
    assert outcome == Settlement(
        EventStatus.DONE,
        "Set aside: processed_at is not a time with a time zone; line_items[0].sku is not a text;"
        " line_items[0].vendor is not a text; line_items[0].grams is not a number.",
    )
    assert get_sales_order(mapped) == before


def test_a_field_of_a_line_that_cannot_be_read_is_the_newest_that_could_in_any_order() -> None:
    (line,) = json.loads(an_order_body())["line_items"]
    stated = {"sku": "TEA", "vendor": "Novex", "grams": 120, "properties": [{"name": "Gift", "value": "yes"}]}
    older = {"line_items": [line | stated | {"vendor": "Older", "properties": []}]}
    unread = {"line_items": [line | dict.fromkeys(stated, JUNK) | {"properties": "junk", "title": "Renamed"}]}
    states: list[State] = [(0, older), (1, {"line_items": [line | stated]}), (2, unread), (3, unread)]
    expected = ("TEA", "Novex", 120, ["yes"], "Renamed")
    for arrivals in permutations(states):
        assert describe_line(apply_states(arrivals)) == expected
    emptied: State = (4, {"line_items": [line | dict.fromkeys(stated)]})
    for arrivals in permutations([*states[1:3], emptied]):
        assert describe_line(apply_states(arrivals)) == (None, None, None, [], line["title"])


def describe_line(document: SalesOrder) -> tuple[Any, ...]:
    line = document.lines[0]
    return line.sku, line.vendor, line.grams, [each.value for each in line.properties], line.title


LINE = {"vendor": "Novex", "grams": 120}


def read_by_graphql(version: int, **changes: Any) -> tuple[int, Order]:
    order = PAYLOADS.parse_order(an_order_body())
    (line,), (shipping,) = order.line_items, order.shipping_lines
    read = replace(
        order,
        updated_at=NOON - HOUR + version * SECOND,
        line_items=(replace(line, selling_plan=SellingPlan(f"Plan {version}")),),
        shipping_lines=(replace(shipping, method=ShippingMethod(delivery_category=f"category {version}")),),
        localized_fields=(LocalizedField("tax", "IT", "Tax number", str(version)),),
        company=Company(881, None, f"DE{version}"),
        returns=(replace(a_return(), read_at=NOON + version * SECOND, name=f"#1001-R{version}"),),
    )
    return version, replace(read, **changes)


COMPANY = {"company": {"id": 881}}
TERMS = {"payment_terms": {"payment_terms_name": "Net 30", "payment_schedules": []}}
LATER_TERMS = {"payment_terms": {"payment_terms_name": "Net 60", "payment_schedules": []}}


@pytest.mark.parametrize(
    ("arrivals", "plan", "tax_number", "terms"),
    [
        ([read_by_graphql(0), (1, COMPANY | TERMS), (2, COMPANY | LATER_TERMS)], "Plan 0", "DE0", "Net 60"),
        ([(0, COMPANY | TERMS), read_by_graphql(1), (2, COMPANY)], "Plan 1", "DE1", None),
        ([(0, COMPANY | TERMS), read_by_graphql(1), read_by_graphql(2)], "Plan 2", "DE2", "Net 30"),
        ([read_by_graphql(0), read_by_graphql(1), (2, {})], "Plan 1", None, None),
    ],
)
def test_what_only_webhooks_or_only_graphql_state_is_from_the_newest_that_states_it(
    arrivals: list[Any], plan: str, tax_number: str | None, terms: str | None
) -> None:
    read = max(version for version, state in arrivals if isinstance(state, Order))
    for states in permutations(arrivals):
        document = apply_states(list(states))
        item, shipping = document.lines
        assert item.selling_plan == SellingPlan(plan)
        assert shipping.shipping_method
        assert shipping.shipping_method.delivery_category == f"category {read}"
        assert [each.value for each in document.localized_fields] == [str(read)]
        assert [each.name for each in document.returns] == [f"#1001-R{read}"]
        assert (document.company.tax_registration_id if document.company else None) == tax_number
        assert (document.payment_terms.name if document.payment_terms else None) == terms


def test_a_state_without_a_readable_time_is_as_old_as_its_webhook(mapped: Fakes) -> None:
    apply_order = ApplyOrder(PAYLOADS, mapped.clock, MARK_DUE)
    for seconds, updated_at in ((1, "2026-11-23T12:00:01Z"), (0, "never"), (2, "0001-01-01T00:00:00Z")):
        body = an_order_body(updated_at=updated_at, note=f"{seconds}")
        apply_event(mapped, apply_order, body, triggered_at=NOON + seconds * SECOND)
    assert get_sales_order(mapped).note == "2"
