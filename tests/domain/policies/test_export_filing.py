"""Exports that must be filed before they leave."""

import pytest

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.export_filing import choose_exemption, needs_filing, parse_filing

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
    [("KR", None, True), ("CA", "ON", False), ("US", "PR", True), ("US", "GU", False), ("GU", None, False)],
)
def test_exports_are_filed_but_to_canada_and_some_territories(country: str, state: str | None, needed: bool) -> None:
    assert needs_filing(CHICAGO, Address(province_code=state, country_code=country)) is needed


def test_what_does_not_leave_the_united_states_is_no_export_of_theirs() -> None:
    assert not needs_filing(Address(country_code="DE"), Address(country_code="KR"))
    assert not needs_filing(CHICAGO, Address(city="APO", province_code="AE", country_code="US"))


def test_the_exemption_of_canada_is_its_own() -> None:
    assert choose_exemption(Address(country_code="CA")) == "NOEEI 30.36"
    assert choose_exemption(Address(country_code="KR")) == "NOEEI 30.37(a)"
