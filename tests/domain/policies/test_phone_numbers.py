"""A phone number is the same, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from novex_shopify.domain.policies.phone_numbers import _format, is_assigned_number, normalize_phone

BERLIN, ROME, NEW_YORK = "+49301234567", "+390612345678", "+12125550143"


@pytest.mark.parametrize(
    ("written", "country_code", "number"),
    [
        ("+49 30 1234567", None, BERLIN),
        ("+49 (0)30 / 123 45-67", None, BERLIN),
        ("0049.30.1234567", None, BERLIN),
        ("0049 30 1234567", "US", BERLIN),
        ("011 49 30 1234567", "US", BERLIN),
        ("(030) 1234567", "DE", BERLIN),
        ("4930 1234567", "DE", BERLIN),
        ("030 1234567 ext. 12", "DE", BERLIN),
        ("030-1234567 x12", "DE", BERLIN),
        ("tel:+49-30-1234567;ext=12", "GB", BERLIN),
        ("\uff0b\uff14\uff19 30 1234567", None, BERLIN),
        ("\u0660\u0663\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "DE", BERLIN),
        ("\u06f0\u06f0\u06f4\u06f9301234567", None, BERLIN),
        ("\u202a+49 30 1234567\u202c", None, BERLIN),
        ("06 1234 5678", "IT", ROME),
        ("+39 06 12345678", None, ROME),
        ("(212) 555-0143", "US", NEW_YORK),
        ("1-212-555-0143", "CA", NEW_YORK),
        ("001 212 555 0143", "DE", NEW_YORK),
    ],
)
def test_a_number_is_the_same_in_every_spelling(written: str, country_code: str | None, number: str) -> None:
    assert normalize_phone(written, country_code) == number


@pytest.mark.parametrize("written", [None, "", " ", "+", "00", "30 1234567", "ask Bob", "1" * 400, "\0"])
def test_what_cannot_be_read_without_a_country_has_no_number(written: str | None) -> None:
    assert normalize_phone(written) is None


def test_an_unknown_country_is_like_none() -> None:
    assert normalize_phone("030 1234567", "ZZ") is None
    assert normalize_phone("+49 30 1234567", "ZZ") == BERLIN


@given(st.text(), st.sampled_from([None, "DE", "US", "IT", "JP", "ZZ", ""]))
def test_no_text_is_an_error_and_a_number_stays_what_it_is(text: str, country_code: str | None) -> None:
    number = normalize_phone(text, country_code)
    assert normalize_phone(number, country_code) == number


@given(st.sampled_from(sorted(COUNTRY_CODE_TO_REGION_CODE)), st.from_regex("[0-9]{1,14}", fullmatch=True))
def test_the_shortcut_for_normalized_numbers_changes_none(calling_code: int, national: str) -> None:
    assert normalize_phone(f"+{calling_code}{national}") == _format(f"+{calling_code}{national}", None)


def test_a_number_that_was_made_up_is_not_assigned() -> None:
    assert (is_assigned_number(BERLIN), is_assigned_number("+11234567890")) == (True, False)
