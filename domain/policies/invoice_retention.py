"""How long issued invoices must be kept. A seller may state another number of years (`Seller.retention_years`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from novex_shopify.domain.model.seller import Seller


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Whole years after the year of issue, and the rule that asks for them."""

    years: int
    source: str


RETENTION_RULES: Mapping[str, RetentionRule] = {
    "AT": RetentionRule(7, "§ 132 BAO"),
    "BE": RetentionRule(10, "VAT code, art. 60, since 2023"),
    "CH": RetentionRule(10, "art. 958f OR"),
    "DE": RetentionRule(8, "§ 147 AO and § 14b UStG, since 2025"),
    "ES": RetentionRule(6, "Código de Comercio, art. 30"),
    "FR": RetentionRule(10, "Code de commerce, art. L123-22"),
    "GB": RetentionRule(6, "VAT Notice 700/21"),
    "IE": RetentionRule(6, "VAT Consolidation Act 2010, s. 84"),
    "IT": RetentionRule(10, "Codice civile, art. 2220"),
    "NL": RetentionRule(7, "AWR, art. 52"),
    "SE": RetentionRule(7, "Bokföringslagen, chapter 7"),
    "US": RetentionRule(7, "no federal rule for invoices; the longest usual advice (IRS Publication 583)"),
}
"""By the seller's country."""

OTHER_COUNTRIES = RetentionRule(10, "the longest of the rules above")


def get_retention_years(seller: Seller) -> int:
    return seller.retention_years or RETENTION_RULES.get(seller.country_code, OTHER_COUNTRIES).years


def compute_kept_until(issued_on: date, seller: Seller) -> date:
    """The last day on which an invoice must be there: years are counted from the end of the year of issue."""
    return date(issued_on.year + get_retention_years(seller), 12, 31)
