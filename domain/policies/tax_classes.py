"""How lines are taxed in the terms of EN 16931, as far as that follows from the order. Shopify states only rates.

What does not follow is never guessed: the invoice then has no XML, and says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from novex_shopify.domain.model.invoice import InvoiceLine, NoXmlReason, TaxCategory, TaxClass
from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.policies.eu_countries import EU_COUNTRIES, get_vat_prefix
from novex_shopify.domain.policies.vat_areas import NORTHERN_IRELAND

ZERO = Decimal(0)
UNTAXED_KINDS = {LineKind.TIP, LineKind.GIFT_CARD}
"""A tip is given freely, and a gift card is a means of payment: neither is a supply."""


@dataclass(frozen=True, slots=True)
class TaxCircumstances:
    """What decides how an order is taxed.

    `ship_to` is a country or a `VatArea`; None if nothing says where the order goes.
    """

    seller_country: str
    ship_to: str | None
    buyer_vat_id: str | None = None
    is_exempt_seller: bool = False

    @property
    def is_to_business_abroad(self) -> bool:
        """Whether it goes to a business with a VAT id of another EU country."""
        abroad = {get_vat_prefix(each) for each in EU_COUNTRIES if each != self.seller_country}
        return (
            self.seller_country in EU_COUNTRIES and self.ship_to != self.seller_country and self._vat_prefix in abroad
        )

    @property
    def is_to_northern_ireland(self) -> bool:
        """Whether the address or a business there says so: what is shipped there stays in the EU, services do not."""
        return self.ship_to == NORTHERN_IRELAND or (self.ship_to == "GB" and self._vat_prefix == NORTHERN_IRELAND)

    @property
    def _vat_prefix(self) -> str:
        return (self.buyer_vat_id or "").lstrip()[:2].upper()


def classify_lines(
    lines: Iterable[tuple[InvoiceLine, bool]], circumstances: TaxCircumstances
) -> tuple[InvoiceLine, ...]:
    """Return the lines with their tax classes; `lines` are each with whether it is shipped.

    A discount, a rounding and what costs nothing have the class of all other lines, if that is one.
    """
    classified = [_classify(line, circumstances, is_shipped=is_shipped) for line, is_shipped in lines]
    known = {line.tax_class for line in classified if line.tax_class and not _follows_others(line)}
    shared = known.pop() if len(known) == 1 else None
    return tuple(
        replace(line, tax_class=shared, no_xml_reason=None if shared else _get_reason(line))
        if _follows_others(line)
        else line
        for line in classified
    )


def _follows_others(line: InvoiceLine) -> bool:
    is_free = not line.net.amount and not any(tax.rate for tax in line.taxes)
    return not line.tax.amount and (is_free or line.kind in {LineKind.DISCOUNT, LineKind.ROUNDING})


def _get_reason(line: InvoiceLine) -> NoXmlReason:
    return NoXmlReason.DISCOUNT_UNCLEAR if line.kind is LineKind.DISCOUNT else NoXmlReason.TAX_UNCLEAR


def _classify(line: InvoiceLine, circumstances: TaxCircumstances, *, is_shipped: bool) -> InvoiceLine:
    found = _find_class(line, circumstances, is_shipped=is_shipped)
    if isinstance(found, NoXmlReason):
        return replace(line, no_xml_reason=found)
    return replace(line, tax_class=found)


def _find_class(line: InvoiceLine, circumstances: TaxCircumstances, *, is_shipped: bool) -> TaxClass | NoXmlReason:
    charged = [tax for tax in line.taxes if tax.amount.amount or tax.rate]
    if any(tax.channel_liable for tax in charged):
        return NoXmlReason.CHANNEL_TAX
    if len(charged) > 1:
        return NoXmlReason.SEVERAL_TAXES
    if line.tax.amount != sum((tax.amount.amount for tax in charged), ZERO):
        return NoXmlReason.TAX_UNCLEAR
    if charged:
        rate = charged[0].rate
        return TaxClass(TaxCategory.STANDARD, rate) if rate else NoXmlReason.TAX_UNCLEAR
    category = _find_untaxed_category(line, circumstances, is_shipped=is_shipped)
    return TaxClass(category, ZERO) if category else NoXmlReason.TAX_UNCLEAR


def _find_untaxed_category(
    line: InvoiceLine, circumstances: TaxCircumstances, *, is_shipped: bool
) -> TaxCategory | None:
    if line.kind in UNTAXED_KINDS:
        return TaxCategory.OUTSIDE_SCOPE
    if circumstances.is_exempt_seller:
        return TaxCategory.EXEMPT
    if circumstances.is_to_northern_ireland:
        return None
    if circumstances.ship_to and circumstances.ship_to not in EU_COUNTRIES:
        return TaxCategory.EXPORT if is_shipped else None
    if circumstances.is_to_business_abroad:
        return TaxCategory.INTRA_COMMUNITY if is_shipped else TaxCategory.REVERSE_CHARGE
    return TaxCategory.ZERO if any(tax.rate == 0 for tax in line.taxes) else None
