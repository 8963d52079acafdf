"""The countries where the VAT directive applies."""

# fmt: off
EU_COUNTRIES = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})
# fmt: on

_VAT_PREFIXES = {"GR": "EL"}


def get_vat_prefix(country_code: str) -> str:
    """What VAT ids of a country begin with."""
    return _VAT_PREFIXES.get(country_code, country_code)
