"""Where a directory spells an address in another way."""

from dataclasses import replace

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.verified_address import AddressDifference
from novex_shopify.domain.policies.carrier_addresses import list_differences

WRITTEN = Address("Ann Lee", None, "388 Townsend St.", None, "94107", "San Francisco", "California", "CA", "US")


def test_capitals_punctuation_and_the_rest_of_a_postcode_are_no_difference() -> None:
    spelled = replace(WRITTEN, address1="388 TOWNSEND ST", zip="94107-1670", city="SAN FRANCISCO", province=None)
    assert [*list_differences(WRITTEN, spelled)] == []


def test_another_street_or_postcode_is_one() -> None:
    found = replace(WRITTEN, address1="388 Townsend St Apt 20", zip="94103")
    assert [*list_differences(WRITTEN, found)] == [
        AddressDifference("address1", "388 Townsend St.", "388 Townsend St Apt 20"),
        AddressDifference("zip", "94107", "94103"),
    ]


def test_a_street_that_is_written_in_one_line_instead_of_two_is_no_difference() -> None:
    spelled = replace(WRITTEN, address1="388 TOWNSEND ST APT 20", zip="94107-1670")
    assert [*list_differences(replace(WRITTEN, address2="Apt 20"), spelled)] == []


def test_a_postcode_that_lacks_a_digit_is_a_difference() -> None:
    assert [*list_differences(replace(WRITTEN, zip="9410"), WRITTEN)] == [AddressDifference("zip", "9410", "94107")]
    assert [*list_differences(replace(WRITTEN, zip=None), WRITTEN)] == [AddressDifference("zip", None, "94107")]
