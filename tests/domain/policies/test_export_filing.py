"""Exports that must be filed before they leave."""

from dataclasses import replace
from decimal import Decimal

import pytest

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.policies.export_filing import (
    choose_exemption,
    find_filing_problems,
    needs_filing,
    parse_filing,
)
from novex_shopify.domain.policies.parcel_contents import ParcelItem
from tests.builders import an_item
from tests.domain.use_cases.assignment.assignment_steps import an_order_line

CHICAGO = Address(province_code="IL", country_code="US")


@pytest.mark.parametrize(
    ("text", "filing"),
    [
        ("X20261127123456", "AES X20261127123456"),
        (" aes itn x20261127123456 ", "AES X20261127123456"),
        ("NOEEI 30.37(a)", "NOEEI 30.37(a)"),
        ("noeei 30.36", "NOEEI 30.36"),
        ("X2026112712345", None),
        ("none needed", None),
        ("", None),
    ],
)
def test_an_itn_or_an_exemption_is_read(text: str, filing: str | None) -> None:
    assert parse_filing(text) == filing


@pytest.mark.parametrize(
    ("country", "state", "needed"),
    [
        ("KR", None, True),
        ("CA", "ON", False),
        ("US", "PR", True),
        ("US", "GU", False),
        ("GU", None, False),
        ("US", "PW", True),
    ],
)
def test_exports_are_filed_but_to_canada_and_some_territories(country: str, state: str | None, needed: bool) -> None:
    assert needs_filing(CHICAGO, Address(province_code=state, country_code=country)) is needed


@pytest.mark.parametrize(
    ("ship_from", "ship_to", "needed"),
    [("VI", "KR", True), ("VI", "US", False), ("US", "VI", True), ("PR", "VI", True), ("GU", "KR", False)],
)
def test_territories_file_as_the_law_says(ship_from: str, ship_to: str, needed: bool) -> None:
    assert needs_filing(Address(country_code=ship_from), Address(country_code=ship_to)) is needed
    as_state = Address(province_code=ship_from, country_code="US")
    assert needs_filing(as_state, Address(country_code=ship_to)) is needed


def test_what_does_not_leave_the_united_states_is_no_export_of_theirs() -> None:
    assert not needs_filing(Address(country_code="DE"), Address(country_code="KR"))
    assert not needs_filing(CHICAGO, Address(city="APO", province_code="AE", country_code="US"))


def test_canada_and_some_territories_have_exemptions_of_their_own() -> None:
    assert choose_exemption(Address(country_code="CA")) == "NOEEI 30.36"
    assert choose_exemption(Address(province_code="GU", country_code="US")) == "NOEEI 30.2(d)(2)"
    assert choose_exemption(Address(country_code="KR")) == "NOEEI 30.37(a)"


def test_a_tariff_number_may_be_worth_2500_dollars_and_no_cent_more() -> None:
    assert [*find_filing_problems([worth("1500.00"), worth("1000.00")], None)] == []
    (problem,) = find_filing_problems([worth("1500.00"), worth("1000.01")], None)
    assert "200599 are worth 2500.01 USD. Above 2,500 USD" in problem
    assert [*find_filing_problems([worth("1500.00"), worth("1000.01", "200600")], None)] == []
    assert [*find_filing_problems([worth("9000.00")], "AES X20261127123456")] == []


def test_parcels_that_leave_together_are_one_export() -> None:
    (problem,) = find_filing_problems([worth("1500.00")], None, [worth("1000.01")])
    assert "worth 2500.01 USD in the parcels of this order" in problem
    assert "split" not in problem


def test_an_exemption_that_cannot_hold_is_refused() -> None:
    (problem,) = find_filing_problems([worth("2500.01")], "NOEEI 30.37(a)")
    assert "NOEEI 30.37(a) does not hold" in problem
    assert "does not hold for this destination" in "".join(find_filing_problems([worth("5.00")], "NOEEI 30.36"))
    assert [*find_filing_problems([worth("9000.00", currency="KRW")], "NOEEI 30.37(a)")] == []


def worth(amount: str, hs_code: str = "200599", currency: str = "USD") -> ParcelItem:
    """One unit that the customer paid this for."""
    paid, nothing = Money(Decimal(amount), currency), Money(Decimal(), currency)
    line = replace(an_order_line(1), quantity=1, total=paid, tax=nothing)
    return ParcelItem(line, an_item("ART-1", hs_code=hs_code), 1)
