"""The public holidays of a place, on which its carriers neither collect nor deliver."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.shipping_places import is_us_territory

# `holidays` is imported on use: it takes a fifth of a second, and most commands need none of it.

_UNITED_STATES = "US"


def list_holidays(address: Address, years: Iterable[int]) -> Mapping[date, str]:
    """The public holidays of some years by day, with their English names where there are any.

    They are those of the country, and of the address's state or province where that is known to have its own. An
    address without a country, or in one whose holidays are not known, has none.
    """
    country, state = (address.country_code or "").upper(), (address.province_code or "").upper() or None
    if country == _UNITED_STATES or is_us_territory(address):
        # Carriers keep the federal holidays there; what a state or territory closes for is no day off for them.
        country, state = _UNITED_STATES, None
    return {day: name for year in years for day, name in _read_year(country, state, year).items()}


@lru_cache(maxsize=256)
def _read_year(country: str, state: str | None, year: int) -> Mapping[date, str]:
    from holidays import country_holidays  # noqa: PLC0415

    try:
        return dict(country_holidays(country, state, years=year, language="en_US"))
    except NotImplementedError:  # the country or the state is not known
        return _read_year(country, None, year) if state else {}
