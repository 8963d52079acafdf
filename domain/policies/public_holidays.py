"""The public holidays of a place, on which its carriers neither collect nor deliver."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from novex_shopify.domain.model.customer import Address

# `holidays` is imported on use: it takes a fifth of a second, and most commands need none of it.

_WITHOUT_SUBDIVISIONS = "US"
"""Carriers keep the federal holidays there; what a state closes for is no day off for them."""


def list_holidays(address: Address, years: Iterable[int]) -> Mapping[date, str]:
    """The public holidays of some years by day, with their English names where there are any.

    They are those of the country, and of the address's state or province where that is known to have its own. An
    address without a country, or in one whose holidays are not known, has none.
    """
    country = (address.country_code or "").upper()
    state = None if country == _WITHOUT_SUBDIVISIONS else (address.province_code or "").upper() or None
    return {day: name for year in years for day, name in _read_year(country, state, year).items()}


@lru_cache(maxsize=256)
def _read_year(country: str, state: str | None, year: int) -> Mapping[date, str]:
    from holidays import country_holidays, list_supported_countries  # noqa: PLC0415

    supported = list_supported_countries(include_aliases=False)
    if country not in supported:
        return {}
    subdivision = state if state in supported[country] else None
    return dict(country_holidays(country, subdivision, years=year, language="en_US"))
