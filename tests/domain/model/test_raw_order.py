"""Shopify's JSON of an order."""

from decimal import Decimal

import pytest

from novex_shopify.domain.model.raw_order import RawOrder


def test_the_fields_have_shopifys_keys_and_exact_numbers() -> None:
    raw = RawOrder(b'{"confirmation_number": "XPAV284CT", "line_items": [{"tax_lines": [{"rate": 0.19}]}]}')
    assert list(raw) == ["confirmation_number", "line_items"]
    assert len(raw) == 2
    assert raw["line_items"][0]["tax_lines"][0]["rate"] == Decimal("0.19")
    assert raw.get("reference") is None


def test_a_body_is_not_parsed_before_it_is_read() -> None:
    raw = RawOrder(b"no JSON")
    with pytest.raises(ValueError, match="Expecting value"):
        raw["id"]


def test_the_representation_shows_no_personal_data() -> None:
    assert repr(RawOrder(b'{"email": "ada@example.com"}')) == "RawOrder(28 bytes)"
