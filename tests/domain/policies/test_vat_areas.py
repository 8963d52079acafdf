"""The EU's VAT ends before some of its islands, and reaches beyond some of its borders."""

import pytest

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.eu_countries import EU_COUNTRIES
from novex_shopify.domain.policies.vat_areas import find_vat_area


@pytest.mark.parametrize(
    ("country", "zip_code", "area"),
    [
        ("ES", "35001", "Canary Islands"),
        ("ES", "38-670", "Canary Islands"),
        ("ES", "51001", "Ceuta"),
        ("ES", "52006", "Melilla"),
        ("ES", "28001", "ES"),
        ("ES", "07001", "ES"),  # the Balearic Islands
        ("FI", "22100", "Åland"),
        ("FI", "00100", "FI"),
        ("FR", "97400", "French overseas"),
        ("FR", "98713", "French overseas"),
        ("FR", "98000", "FR"),  # Monaco, as some write it
        ("MC", "98000", "FR"),
        ("FR", "20000", "FR"),  # Corsica
        ("DE", "27498", "Heligoland"),
        ("DE", "78266", "Büsingen"),
        ("DE", "D-27498", "DE"),  # no code of the post: not guessed
        ("IT", "23041", "Livigno"),
        ("IT", "22061", "Campione d'Italia"),
        ("GR", "630 86", "Mount Athos"),
        ("GB", "bt1 5gs", "XI"),
        ("GB", "BT12 6QH", "XI"),
        ("GB", "B1 1AA", "GB"),
        ("US", "35001", "US"),
        (None, "35001", None),
    ],
)
def test_an_address_is_in_one_vat_area(country: str | None, zip_code: str, area: str | None) -> None:
    assert find_vat_area(Address(zip=zip_code, country_code=country)) == area
    assert (area in EU_COUNTRIES) == (area in {"ES", "FI", "FR", "DE"})


def test_a_place_without_its_postal_code_is_found_by_its_province_or_its_name() -> None:
    assert find_vat_area(Address(country_code="ES", province_code="tf")) == "Canary Islands"
    assert find_vat_area(Address(country_code="DE", city=" Helgoland ")) == "Heligoland"
    assert find_vat_area(Address(country_code="IT", zip="23030", city="Livigno")) == "Livigno"
