"""Rates of carriers, and labels that are bought for parcels."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum, auto
from hashlib import sha256

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.parcel import Parcel


class CarrierMode(StrEnum):
    """Whether labels cost money. The key of the account decides it."""

    TEST = auto()
    PRODUCTION = auto()


class LabelFormat(StrEnum):
    """The file of a label: a picture, a page for any printer, or the language of label printers."""

    PNG = auto()
    PDF = auto()
    ZPL = auto()


@dataclass(frozen=True, slots=True)
class Rate:
    """What a carrier asks for a parcel. `delivery_days` is its own estimate in working days; None if it has none."""

    id: str
    carrier: str
    service: str
    price: Money
    delivery_days: int | None = None
    delivery_date: datetime | None = None
    carrier_account_id: str | None = None


@dataclass(frozen=True, slots=True)
class CarrierMessage:
    """Why a carrier gave no rate, in the carrier's own words."""

    carrier: str
    text: str


@dataclass(frozen=True, slots=True)
class CustomsItem:
    """Items of one kind in a parcel, for customs. Weight and value are those of the whole quantity."""

    description: str
    quantity: int
    value: Money
    weight_g: Decimal
    hs_code: str | None
    origin_country: str | None
    sku: str | None = None


@dataclass(frozen=True, slots=True)
class Customs:
    """What customs asks: who declares, and what is in the parcel.

    `filing` is the ITN of an export from the United States that was filed, or the exemption of one that was not.
    """

    signer: str
    items: tuple[CustomsItem, ...]
    restriction_type: str = "none"
    restriction_comments: str | None = None
    filing: str = "NOEEI 30.37(a)"


class Signature(StrEnum):
    """What the carrier asks of the person who takes the parcel."""

    NONE = auto()
    SIGNATURE = auto()
    ADULT_SIGNATURE = auto()


@dataclass(frozen=True, slots=True)
class LabelOptions:
    """What shippers of food ask of a carrier beside the address. `dry_ice_g` is its weight in grams.

    `filing` is the ITN or the exemption of an export from the United States (`parse_filing`); None: as its value says.
    """

    label_format: LabelFormat = LabelFormat.PNG
    label_date: datetime | None = None
    signature: Signature = Signature.NONE
    saturday_delivery: bool = False
    dry_ice_g: int = 0
    incoterm: str | None = None
    insured_value: Money | None = None
    printed_texts: tuple[str, ...] = ()
    filing: str | None = None


USUAL_OPTIONS = LabelOptions()


@dataclass(frozen=True, slots=True)
class RateRequest:
    """All that a carrier gets to know of a parcel.

    By `reference`, which is ours, a request is found again whose response was lost. `reverse`
    makes a return label: the addresses stay those of the way out.
    """

    reference: str
    parcel: Parcel
    ship_from: Address
    ship_to: Address
    email: str | None = None
    options: LabelOptions = USUAL_OPTIONS
    customs: Customs | None = None
    reverse: bool = False

    @property
    def digest(self) -> str:
        """By which a later request is compared with this one, without storing the person's data."""
        return sha256(repr(self).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class CustomsForm:
    """A paper to print and put on the parcel, unless it was sent to customs electronically."""

    kind: str
    url: str
    is_electronic: bool = False


class CostKind(StrEnum):
    """What money was taken for. `fee`: the provider's own. `refund`: what came back, which is negative."""

    POSTAGE = auto()
    INSURANCE = auto()
    FEE = auto()
    REFUND = auto()


@dataclass(frozen=True, slots=True)
class LabelCost:
    """A part of what a label costs."""

    kind: CostKind
    amount: Money


@dataclass(frozen=True, slots=True)
class Postage:
    """A bought label. `charged` is what the provider took for it, fees included, and `costs` are its parts.

    `label_url` is None once the label was erased together with its customer.
    """

    tracking_number: str
    rate: Rate
    charged: Money
    label_url: str | None
    tracker_id: str | None = None
    tracking_url: str | None = None
    forms: tuple[CustomsForm, ...] = ()
    costs: tuple[LabelCost, ...] = ()


class RefundState(StrEnum):
    """How far the refund of a label is.

    `not_applicable`: the carrier bills a label when it is used. `forgone`: it was rejected, and a person does without.
    """

    SUBMITTED = auto()
    REFUNDED = auto()
    REJECTED = auto()
    NOT_APPLICABLE = auto()
    FORGONE = auto()


@dataclass(frozen=True, slots=True)
class CarrierShipment:
    """The provider's record of a parcel. At most one postage is ever sold for it, however often it is bought."""

    id: str
    mode: CarrierMode
    rates: tuple[Rate, ...]
    messages: tuple[CarrierMessage, ...] = ()
    postage: Postage | None = None
    refund: RefundState | None = None
    has_unreadable_postage: bool = False
    """A label was sold, and the record lacks what is needed of it."""
