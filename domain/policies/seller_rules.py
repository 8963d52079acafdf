"""What a person enters of a seller. It is checked when it is saved, so what was frozen earlier can still be read."""

import re
from dataclasses import replace

from novex_shopify.domain.errors import InvalidSeller
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.policies.country_codes import COUNTRY_CODES
from novex_shopify.domain.policies.eu_countries import EU_COUNTRIES, get_vat_prefix

_VAT_FORMATS = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{12}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}|\d{12}|GD\d{3}|HA\d{3}",
}
"""What follows the country: the European Commission's VIES, frequently asked questions, 11."""

_OTHER_VAT_ID = re.compile(r"[A-Z0-9]{2,18}", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", re.ASCII)
_SEPARATORS = str.maketrans("", "", " .-\t\N{NO-BREAK SPACE}")


def clean_seller(seller: Seller) -> Seller:
    """Return the seller with its VAT id in capitals and without spaces. Raises `InvalidSeller`.

    The forms are checked, and the check digits of an IBAN; whether a VAT id or an account exists is not asked anywhere.
    """
    if seller.country_code not in COUNTRY_CODES:
        message = f"There is no country {seller.country_code}. Enter its two letters (ISO 3166), such as DE."
        raise InvalidSeller(message, "country_code")
    if seller.vat_id:
        seller = replace(seller, vat_id=_compact(seller.vat_id))
        _check_vat_id(seller)
    if seller.iban and not is_iban(seller.iban):
        message = (
            "This is no IBAN: compare it with a bank statement. The check digits find every single wrong character."
        )
        raise InvalidSeller(message, "iban")
    if seller.bic and not _BIC.fullmatch(_compact(seller.bic)):
        raise InvalidSeller("A BIC has 8 or 11 letters and digits, such as COBADEFFXXX.", "bic")
    if seller.email and not re.fullmatch(r"[^@\s]+@[^@\s]+", seller.email):
        raise InvalidSeller("This is no e-mail address.", "email")
    return seller


def is_iban(text: str) -> bool:
    """Whether the check digits fit (ISO 13616, ISO 7064 modulo 97)."""
    code = _compact(text)
    if not _IBAN.fullmatch(code):
        return False
    return int("".join(str(int(char, 36)) for char in code[4:] + code[:4])) % 97 == 1


def _check_vat_id(seller: Seller) -> None:
    vat_id = seller.vat_id or ""
    prefix, number = vat_id[:2], vat_id[2:]
    known = _VAT_FORMATS.get(prefix)
    if known and not re.fullmatch(known, number, re.ASCII):
        raise InvalidSeller(f"No VAT ID of {prefix} has the form of {vat_id}.", "vat_id")
    is_eu = seller.country_code in EU_COUNTRIES
    if not known and (is_eu or prefix not in COUNTRY_CODES or not _OTHER_VAT_ID.fullmatch(number)):
        own = get_vat_prefix(seller.country_code)
        raise InvalidSeller(f"A VAT ID begins with its country, such as {own}; {vat_id} does not.", "vat_id")


def _compact(text: str) -> str:
    return text.translate(_SEPARATORS).upper()
