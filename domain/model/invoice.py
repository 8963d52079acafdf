"""What an invoice or a credit note says. It is frozen when it is issued: later changes of its order do not reach it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto

from novex_shopify.domain.model.document_design import PLAIN_LOOK, DocumentLook
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.model.seller import Seller

CONTENT_VERSION = 1
"""The version of `InvoiceContent`'s shape. Stored contents keep theirs, so a new shape is a new version."""


class InvoiceKind(StrEnum):
    """A credit note refers to an invoice and returns a part of it."""

    INVOICE = auto()
    CREDIT_NOTE = auto()


class TaxCategory(StrEnum):
    """The codes of EN 16931 for how a line is taxed (UNTDID 5305)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    REVERSE_CHARGE = "AE"
    OUTSIDE_SCOPE = "O"


class NoXmlReason(StrEnum):
    """Why an invoice has no EN 16931 data. The texts are in `document_texts`."""

    SELLER_OUTSIDE_EU = auto()
    SELLER_TAX_ID_MISSING = auto()
    BUYER_UNKNOWN = auto()
    BUYER_VAT_ID_MISSING = auto()
    SUPPLY_UNKNOWN = auto()
    TAX_UNCLEAR = auto()
    SEVERAL_TAXES = auto()
    CHANNEL_TAX = auto()
    OUTSIDE_SCOPE = auto()
    DISCOUNT_UNCLEAR = auto()
    TAX_DIFFERS = auto()
    CURRENCY_DECIMALS = auto()
    NO_VALUE = auto()


@dataclass(frozen=True, slots=True)
class TaxClass:
    """How a line is taxed. `rate` is a fraction, such as 0.19."""

    category: TaxCategory
    rate: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceTax:
    """One tax of a line, as Shopify states it. The sales channel remits it if `channel_liable`."""

    title: str
    rate: Decimal | None
    amount: Money
    channel_liable: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceLot:
    """Units of a line that came from a lot. `expires_on` is the last day on which they are good."""

    code: str
    quantity: int
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line. `net` is after `discount` and without `tax`; `list_price` is of one unit, as the order has it.

    `tax_class` is None if it is not clear; `no_xml_reason` says why.
    """

    kind: LineKind
    line_item_id: int
    sku: str | None
    title: str
    quantity: int
    list_price: Money
    discount: Money
    net: Money
    tax: Money
    taxes: tuple[InvoiceTax, ...] = ()
    tax_class: TaxClass | None = None
    no_xml_reason: NoXmlReason | None = None
    lots: tuple[InvoiceLot, ...] = ()

    @property
    def total(self) -> Money:
        return self.net + self.tax

    @property
    def unit_net(self) -> Decimal:
        """The net price of one unit after discounts, to four decimals. The line's `net` is what counts."""
        price = (self.net.amount / self.quantity).normalize()
        return price.quantize(Decimal("0.01")) if price == round(price, 2) else round(price, 4)


@dataclass(frozen=True, slots=True)
class TaxSubtotal:
    """What one tax amounts to. `net` is what it is on. Of taxes that are not classified, `category` is None."""

    category: TaxCategory | None
    title: str
    rate: Decimal | None
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class InvoiceParty:
    """Whom an invoice is for, or where it was delivered to."""

    name: str | None
    company: str | None = None
    street: tuple[str, ...] = ()
    zip: str | None = None
    city: str | None = None
    province: str | None = None
    country_code: str | None = None
    vat_id: str | None = None

    @property
    def legal_name(self) -> str | None:
        return (self.company or "").strip() or (self.name or "").strip() or None


@dataclass(frozen=True, slots=True)
class InvoiceReference:
    """The invoice that a credit note corrects."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class InvoiceContent:
    """Everything that an invoice or a credit note says. Amounts of a credit note are positive.

    Raises `ValueError` unless the lines and the taxes add up to the totals.

    - `supplied_on`: the day of the delivery; None if nothing has left yet.
    - `prices_include_tax`: whether the lines' `list_price` and `discount` include tax.
    - `due`: what is left to pay. `refund_ids`: the refunds that it deducts already, or the one it is a credit note for.
    - `no_xml_reason`: why it has no EN 16931 data; None if it has.
    - `accounting_tax`: the tax in the shop's currency, if the customer agreed to another one (BT-111 of EN 16931).
    """

    kind: InvoiceKind
    number: str
    issued_on: date
    shop_domain: str
    order_id: str
    order_name: str
    ordered_on: date
    seller: Seller
    language: str
    currency: str
    prices_include_tax: bool
    lines: tuple[InvoiceLine, ...]
    taxes: tuple[TaxSubtotal, ...]
    net: Money
    tax: Money
    total: Money
    due: Money
    supplied_on: date | None = None
    po_number: str | None = None
    bill_to: InvoiceParty | None = None
    ship_to: InvoiceParty | None = None
    terms: str | None = None
    due_on: date | None = None
    refund_ids: tuple[int, ...] = ()
    corrects: InvoiceReference | None = None
    no_xml_reason: NoXmlReason | None = None
    look: DocumentLook = PLAIN_LOOK
    accounting_tax: Money | None = None
    version: int = CONTENT_VERSION

    def __post_init__(self) -> None:
        if (sum_money((line.net for line in self.lines), self.currency)) != self.net:
            raise ValueError("the lines do not add up to the net amount")
        if (sum_money((line.tax for line in self.lines), self.currency)) != self.tax:
            raise ValueError("the taxes of the lines do not add up to the tax")
        if self.net + self.tax != self.total:
            raise ValueError("net and tax do not add up to the total")


def sum_money(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, Money(Decimal(0), currency))
