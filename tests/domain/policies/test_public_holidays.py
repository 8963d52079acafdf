"""Days on which carriers do not work at a place."""

from dataclasses import replace
from datetime import date

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.public_holidays import list_holidays

PLACE = Address("Ann", None, "Main St 1", None, "10001", "Town", None, None, "DE")
EPIPHANY, THANKSGIVING, ELECTION_DAY = date(2026, 1, 6), date(2026, 11, 26), date(2026, 11, 3)


def test_holidays_are_those_of_the_country_and_of_a_known_state() -> None:
    bavaria = list_holidays(replace(PLACE, province_code="BY"), [2026])
    assert (EPIPHANY in list_holidays(PLACE, [2026]), bavaria[EPIPHANY]) == (False, "Epiphany")
    assert list_holidays(replace(PLACE, province_code="??"), [2026]) == list_holidays(PLACE, [2026])
    assert {day.year for day in list_holidays(PLACE, [2026, 2027])} == {2026, 2027}


def test_states_of_the_united_states_have_no_days_off_of_their_own_for_carriers() -> None:
    new_york = list_holidays(replace(PLACE, country_code="US", province_code="NY"), [2026])
    assert (new_york[THANKSGIVING], ELECTION_DAY in new_york) == ("Thanksgiving Day", False)


def test_a_territory_has_the_federal_holidays_however_it_is_written() -> None:
    as_country = list_holidays(replace(PLACE, country_code="PR"), [2026])
    assert as_country == list_holidays(replace(PLACE, country_code="US", province_code="PR"), [2026])
    assert (THANKSGIVING in as_country, EPIPHANY in as_country) == (True, False)


def test_a_place_that_is_not_known_has_no_holidays() -> None:
    assert list_holidays(replace(PLACE, country_code="XX"), [2026]) == {}
    assert list_holidays(Address(), [2026]) == {}
