"""Which rate is proposed, and why."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import Rate
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.shop_settings import RateRule
from novex_shopify.domain.policies.delivering_carriers import delivers_to
from novex_shopify.domain.policies.rate_choice import RateFacts, choose_rate, find_arrival

STREET = Address("Ann", None, "2 Oak St", None, "10001", "New York", None, "NY", "US")
PO_BOX = replace(STREET, address1="P.O. Box 12")
MILITARY = replace(STREET, address1="Unit 2050", city="APO", province_code="AP")
MONDAY = date(2026, 11, 23)
THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)


def a_rate(price: str, days: int | None = 3, carrier: str = "USPS") -> Rate:
    return Rate(f"{carrier}-{price}-{days}", carrier, "Ground", Money(Decimal(price), "USD"), days)


SLOW, FAST, UNKNOWN, COURIER = a_rate("6.07", 5), a_rate("9.90", 1), a_rate("4.00", None), a_rate("5.00", 2, "UPSDAP")
ALL = (SLOW, FAST, UNKNOWN, COURIER)


@pytest.mark.parametrize(
    ("rule", "facts", "chosen"),
    [
        (RateRule.BY_HAND, RateFacts(STREET, MONDAY), None),
        (RateRule.CHEAPEST, RateFacts(STREET, MONDAY), UNKNOWN),
        (RateRule.CHEAPEST, RateFacts(PO_BOX, MONDAY), UNKNOWN),
        (RateRule.IN_TIME, RateFacts(STREET, MONDAY), UNKNOWN),
        (RateRule.IN_TIME, RateFacts(STREET, MONDAY, MONDAY + timedelta(days=2)), COURIER),
        (RateRule.IN_TIME, RateFacts(MILITARY, MONDAY, MONDAY + timedelta(days=2)), FAST),
        (RateRule.IN_TIME, RateFacts(STREET, MONDAY, MONDAY), None),
        (RateRule.CHEAPEST, RateFacts(STREET, MONDAY, chilled_hours=48), COURIER),
        (RateRule.CHEAPEST, RateFacts(STREET, THURSDAY, chilled_hours=48), FAST),
        (RateRule.CHEAPEST, RateFacts(STREET, FRIDAY, chilled_hours=240), None),
        (RateRule.CHEAPEST, RateFacts(STREET, FRIDAY + timedelta(days=1), chilled_hours=48), COURIER),
    ],
)
def test_the_cheapest_rate_that_the_rule_allows_is_chosen(
    rule: RateRule, facts: RateFacts, chosen: Rate | None
) -> None:
    assert choose_rate(ALL, rule, facts).rate == chosen


def test_a_choice_is_explained_with_what_was_left_out() -> None:
    facts = RateFacts(PO_BOX, THURSDAY, chilled_hours=48)
    assert choose_rate(ALL, RateRule.CHEAPEST, facts).why == (
        "The only rate: USPS Ground, 9.90 USD, expected Fri 27 Nov. Left out: 1 not delivered to PO boxes;"
        " 1 without an estimate of days; 1 not within 48 hours and before a weekend, as the chilled items need."
    )
    friday = replace(facts, label_date=FRIDAY)
    assert choose_rate([FAST], RateRule.CHEAPEST, friday).why.endswith(
        "Chilled items that leave on Mon 30 Nov arrive before a weekend."
    )
    assert choose_rate([SLOW], RateRule.CHEAPEST, friday).why.endswith("before a weekend, as the chilled items need.")
    assert "No carrier gave a rate" in choose_rate([], RateRule.CHEAPEST, facts).why


WEDNESDAY, CHRISTMAS = date(2026, 12, 23), date(2026, 12, 25)
OVER_CHRISTMAS = RateFacts(
    STREET, WEDNESDAY, sender_holidays={CHRISTMAS: "Christmas Day"}, recipient_holidays={CHRISTMAS: "Christmas Day"}
)


def test_carriers_days_are_counted_without_holidays_and_the_reason_names_them() -> None:
    choice = choose_rate([COURIER], RateRule.CHEAPEST, OVER_CHRISTMAS)
    assert find_arrival(COURIER, OVER_CHRISTMAS) == date(2026, 12, 28)
    assert choice.why.endswith("5.00 USD, expected Mon 28 Dec, not counting Christmas Day, 25 December.")
    late = replace(OVER_CHRISTMAS, arrive_by=date(2026, 12, 25))
    assert choose_rate([COURIER], RateRule.IN_TIME, late).rate is None
    assert choose_rate([FAST], RateRule.IN_TIME, late).rate == FAST


def test_chilled_items_are_not_on_their_way_over_a_holiday() -> None:
    chilled = replace(OVER_CHRISTMAS, chilled_hours=48)
    assert choose_rate([COURIER, FAST], RateRule.CHEAPEST, chilled).why == (
        "The only rate: USPS Ground, 9.90 USD, expected Thu 24 Dec."
        " Left out: 1 over Christmas Day, 25 December, as chilled items must not be."
    )
    none = choose_rate([FAST], RateRule.CHEAPEST, replace(chilled, label_date=date(2026, 12, 24)))
    assert none.why == (
        "No rate fits this store's rule. Left out: 1 over Christmas Day, 25 December, as chilled items must not be."
        " Chilled items that leave on Mon 28 Dec arrive before a weekend."
    )
    closed = {**chilled.sender_holidays, date(2026, 12, 28): "Boxing Day (observed)"}
    on_tuesday = replace(chilled, label_date=date(2026, 12, 24), sender_holidays=closed)
    assert "leave on Tue 29 Dec" in choose_rate([FAST], RateRule.CHEAPEST, on_tuesday).why


def test_a_parcel_leaves_on_a_holiday_of_the_recipient_and_on_none_of_the_sender() -> None:
    holiday = {WEDNESDAY: "A holiday"}
    assert RateFacts(STREET, WEDNESDAY, sender_holidays=holiday).leaves_on == date(2026, 12, 24)
    assert RateFacts(STREET, WEDNESDAY, recipient_holidays=holiday).leaves_on == WEDNESDAY
    before = RateFacts(STREET, WEDNESDAY - timedelta(days=1), recipient_holidays=holiday)
    assert find_arrival(FAST, before) == date(2026, 12, 24)


HOLIDAYS = st.dictionaries(st.dates(MONDAY, MONDAY + timedelta(days=20)), st.just("A holiday"), max_size=4)
RATES = st.lists(
    st.builds(
        a_rate,
        st.decimals(1, 99, places=2).map(str),
        st.none() | st.integers(0, 9),
        st.sampled_from(["USPS", "UPSDAP", "FedExDefault", "DhlEcs"]),
    ),
    max_size=6,
)
FACTS = st.builds(
    RateFacts,
    st.sampled_from([STREET, PO_BOX, MILITARY]),
    st.dates(MONDAY, MONDAY + timedelta(days=20)),
    st.none() | st.dates(MONDAY, MONDAY + timedelta(days=30)),
    st.sampled_from([0, 24, 48, 240]),
    HOLIDAYS,
    HOLIDAYS,
)


@given(RATES, st.sampled_from(RateRule), FACTS)
def test_no_choice_breaks_a_limit_and_no_allowed_rate_is_cheaper(
    rates: list[Rate], rule: RateRule, facts: RateFacts
) -> None:
    choice = choose_rate(rates, rule, facts)
    allowed = [rate for rate in rates if rule is not RateRule.BY_HAND and is_allowed(rate, rule, facts)]
    assert choice.why
    if choice.rate is None:
        assert not allowed
    else:
        assert choice.rate in allowed
        assert choice.rate.price.amount == min(rate.price.amount for rate in allowed)


def is_allowed(rate: Rate, rule: RateRule, facts: RateFacts) -> bool:
    """The rules once more, day by day."""
    arrival = find_arrival(rate, facts)
    late = rule is RateRule.IN_TIME and facts.arrive_by is not None and (arrival is None or arrival > facts.arrive_by)
    if late or not delivers_to(rate.carrier, facts.ship_to):
        return False
    if not facts.chilled_hours:
        return True
    if arrival is None:
        return False
    day = facts.leaves_on
    while day < arrival:
        day += timedelta(days=1)
        if day.isoweekday() > 5 or day in facts.sender_holidays or day in facts.recipient_holidays:
            return False
    return (arrival - facts.leaves_on).days * 24 <= facts.chilled_hours
