"""Who sells: the legal entity that an invoice names."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from novex_shopify.domain.errors import InvalidSeller

LANGUAGES = ("en", "de", "fr", "es")
"""The languages that invoices are written in."""

MAX_RETENTION_YEARS = 30

_PREFIX = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Seller:
    """A legal entity as its invoices name it. Raises `InvalidSeller`.

    - `name`: what people and settings call it; no two sellers share one.
    - `prefix`: what the numbers of its invoices begin with; no two sellers share one.
    - `register_entry`: its entry in a commercial register. `footer`: a line under each page.
    - `language`: of invoices to customers whose language is not one of `LANGUAGES`.
    - `time_zone`: the IANA name of the zone whose day an invoice is dated by.
    - `merchant_entity_id`: Shopify's id of the entity, for stores that sell for several.
    - `retention_years`: how long its invoices must be kept; None for the rule of its country (`invoice_retention`).
    - `exemption_reason`: why it charges no tax, such as a rule for small enterprises; None if it does.
    """

    id: int
    name: str
    legal_name: str
    prefix: str
    street: str
    zip: str
    city: str
    country_code: str
    vat_id: str | None = None
    tax_number: str | None = None
    register_entry: str | None = None
    iban: str | None = None
    bic: str | None = None
    email: str | None = None
    phone: str | None = None
    footer: str | None = None
    language: str = "en"
    time_zone: str = "UTC"
    merchant_entity_id: str | None = None
    exemption_reason: str | None = None
    retention_years: int | None = None

    def __post_init__(self) -> None:
        for name in ("name", "legal_name", "street", "city"):
            if not getattr(self, name).strip():
                raise InvalidSeller(f"A seller needs a {name.replace('_', ' ')}.", name)
        if not is_series_prefix(self.prefix):
            raise InvalidSeller("A prefix has 1 to 12 of A-Z, 0-9 and -, such as DE.", "prefix")
        if not _COUNTRY.fullmatch(self.country_code):
            raise InvalidSeller("A country is two letters, such as DE.", "country_code")
        if self.retention_years is not None and not 1 <= self.retention_years <= MAX_RETENTION_YEARS:
            raise InvalidSeller(f"Invoices are kept for 1 to {MAX_RETENTION_YEARS} years.", "retention_years")
        if self.language not in LANGUAGES:
            raise InvalidSeller(f"The language is one of {', '.join(LANGUAGES)}.", "language")
        if not _is_zone(self.time_zone):
            raise InvalidSeller(f"There is no time zone {self.time_zone}; one is Europe/Berlin.", "time_zone")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def is_series_prefix(text: str) -> bool:
    return _PREFIX.fullmatch(text) is not None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True
