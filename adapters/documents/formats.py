"""Numbers, dates and addresses as the reader's language writes them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from novex_shopify.domain.model.currency import get_smallest_unit
from novex_shopify.domain.model.invoice import InvoiceParty
from novex_shopify.domain.policies.document_texts import TEXTS

_CITY_FIRST = {"AU", "CA", "US"}


@dataclass(frozen=True, slots=True)
class Formats:
    """Writes in one language, and amounts in one currency."""

    language: str
    currency: str = ""

    def text(self, key: str, **parts: object) -> str:
        return TEXTS[self.language][key].format(**parts)

    def amount(self, amount: Decimal) -> str:
        """An amount without its currency, with at least the currency's decimals."""
        places = max(-int(get_smallest_unit(self.currency).as_tuple().exponent), -int(amount.as_tuple().exponent))
        pattern = f"#,##0.{'0' * places}" if places else "#,##0"
        return str(format_decimal(amount, format=pattern, locale=self.language))

    def rate(self, rate: Decimal) -> str:
        pattern = Locale(self.language).percent_formats[None].pattern.replace("#,##0", "#,##0.####")
        return str(format_percent(rate, format=pattern, locale=self.language))

    def day(self, day: date) -> str:
        return str(format_date(day, format="medium", locale=self.language))

    def country(self, code: str | None) -> str | None:
        return Locale(self.language).territories.get(code, code) if code else None

    def place(
        self, zip_code: str | None, city: str | None, country_code: str | None, province: str | None = None
    ) -> str:
        """The line of the city: with the ZIP code behind it where it is written so."""
        if country_code not in _CITY_FIRST:
            return " ".join(filter(None, (zip_code, city)))
        behind = " ".join(filter(None, (province, zip_code)))
        return (", " if province else " ").join(filter(None, (city, behind)))

    def address(self, party: InvoiceParty) -> list[str]:
        """The lines of an address; an empty list if nothing of it is known."""
        city = self.place(party.zip, party.city, party.country_code, party.province)
        lines = (party.company, party.name, *party.street, city, self.country(party.country_code))
        return [line for line in lines if line]
