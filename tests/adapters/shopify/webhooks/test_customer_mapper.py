"""Webhook bodies of customers."""

from datetime import UTC, datetime

import pytest

from novex_shopify.adapters.shopify.webhooks import customer_schemas as schemas
from novex_shopify.adapters.shopify.webhooks.customer_mapper import map_address, map_consent, map_customer
from novex_shopify.domain.model.customer import Address, Consent

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("withheld", [None, ""])
def test_withheld_fields_are_none(withheld: str | None) -> None:
    customer = map_customer(schemas.Customer(7, first_name=withheld, email=withheld, phone=withheld))
    assert (customer.first_name, customer.email, customer.phone, customer.addresses) == (None, None, None, ())


def test_all_addresses_are_taken_and_the_default_one_only_without_them() -> None:
    vienna, linz = schemas.Address(city="Vienna"), schemas.Address(city="Linz")
    several = schemas.Customer(7, addresses=[vienna, schemas.Address(), linz], default_address=linz)
    assert map_customer(several).addresses == (Address(city="Vienna"), Address(city="Linz"))
    assert map_customer(schemas.Customer(7, default_address=linz)).addresses == (Address(city="Linz"),)


def test_an_address_without_any_text_is_none() -> None:
    assert map_address(None) is None
    assert map_address(schemas.Address(first_name="", city="")) is None


def test_a_consent_is_in_lower_case() -> None:
    assert map_consent(schemas.Consent("SUBSCRIBED", "SINGLE_OPT_IN", NOON)) == Consent(
        "subscribed", "single_opt_in", NOON
    )
    assert map_consent(schemas.Consent()) is None
    assert map_consent(None) is None
