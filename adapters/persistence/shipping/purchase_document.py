"""The column `details` of `shipping_label_purchases`: what no query asks for."""

from datetime import datetime
from decimal import Decimal

import msgspec
from msgspec import Struct

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.adapters.persistence.shipping.parcel_document import (
    ParcelDocument,
    to_parcel,
    to_parcel_document,
)
from novex_shopify.domain.model.label import (
    CarrierMessage,
    CostKind,
    CustomsForm,
    LabelCost,
    LabelFormat,
    LabelOptions,
    Postage,
    Rate,
    Signature,
)
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.parcel import Parcel


class RateDocument(Struct, frozen=True):
    id: str
    carrier: str
    service: str
    price: Decimal
    currency: str
    delivery_days: int | None
    delivery_date: datetime | None
    carrier_account_id: str | None


class MessageDocument(Struct, frozen=True):
    carrier: str
    text: str


class FormDocument(Struct, frozen=True):
    kind: str
    url: str
    is_electronic: bool


class CostDocument(Struct, frozen=True):
    kind: CostKind
    amount: Decimal
    currency: str


class PostageDocument(Struct, frozen=True):
    tracking_number: str
    rate: RateDocument
    charged: Decimal
    currency: str
    label_url: str | None
    tracker_id: str | None
    tracking_url: str | None
    forms: tuple[FormDocument, ...]
    costs: tuple[CostDocument, ...] = ()


class OptionsDocument(Struct, frozen=True):
    label_format: LabelFormat
    label_date: datetime | None
    signature: Signature
    saturday_delivery: bool
    dry_ice_g: int
    incoterm: str | None
    insured_value: Decimal | None
    insured_currency: str | None
    printed_texts: tuple[str, ...]
    filing: str | None = None


class PurchaseDocument(Document, frozen=True):
    parcel: ParcelDocument
    options: OptionsDocument
    reverse: bool = False
    failures: int = 0
    carrier_was_silent: bool = False
    rates: tuple[RateDocument, ...] = ()
    messages: tuple[MessageDocument, ...] = ()
    chosen: RateDocument | None = None
    why_chosen: str | None = None
    postage: PostageDocument | None = None
    last_error: str | None = None
    ship_error: str | None = None
    ship_from: str | None = None
    bought_at: datetime | None = None
    crosses_customs: bool = False
    request_digest: str | None = None

    def to_parcel(self) -> Parcel:
        return to_parcel(self.parcel)

    def get_options(self) -> LabelOptions:
        options = self.options
        insured = None
        if options.insured_value is not None and options.insured_currency is not None:
            insured = Money(options.insured_value, options.insured_currency)
        return LabelOptions(
            label_format=options.label_format,
            label_date=options.label_date,
            signature=options.signature,
            saturday_delivery=options.saturday_delivery,
            dry_ice_g=options.dry_ice_g,
            incoterm=options.incoterm,
            insured_value=insured,
            printed_texts=options.printed_texts,
            filing=options.filing,
        )

    def list_rates(self) -> tuple[Rate, ...]:
        return tuple(map(_to_rate, self.rates))

    def list_messages(self) -> tuple[CarrierMessage, ...]:
        return tuple(CarrierMessage(each.carrier, each.text) for each in self.messages)

    def get_chosen(self) -> Rate | None:
        return _to_rate(self.chosen) if self.chosen else None

    def get_postage(self) -> Postage | None:
        if self.postage is None:
            return None
        return Postage(
            tracking_number=self.postage.tracking_number,
            rate=_to_rate(self.postage.rate),
            charged=Money(self.postage.charged, self.postage.currency),
            label_url=self.postage.label_url,
            tracker_id=self.postage.tracker_id,
            tracking_url=self.postage.tracking_url,
            forms=tuple(CustomsForm(each.kind, each.url, each.is_electronic) for each in self.postage.forms),
            costs=tuple(LabelCost(each.kind, Money(each.amount, each.currency)) for each in self.postage.costs),
        )


_DECODER = msgspec.json.Decoder(PurchaseDocument)


def encode_purchase(purchase: LabelPurchase) -> str:
    return to_json(
        PurchaseDocument(
            parcel=to_parcel_document(purchase.parcel),
            options=_to_options_document(purchase.options),
            reverse=purchase.reverse,
            failures=purchase.failures,
            carrier_was_silent=purchase.carrier_was_silent,
            rates=tuple(map(_to_rate_document, purchase.rates)),
            messages=tuple(MessageDocument(each.carrier, each.text) for each in purchase.messages),
            chosen=_to_rate_document(purchase.chosen) if purchase.chosen else None,
            why_chosen=purchase.why_chosen,
            postage=_to_postage_document(purchase.postage) if purchase.postage else None,
            last_error=purchase.last_error,
            ship_error=purchase.ship_error,
            ship_from=purchase.ship_from,
            bought_at=purchase.bought_at,
            crosses_customs=purchase.crosses_customs,
            request_digest=purchase.request_digest,
        )
    )


def decode_purchase(text: str) -> PurchaseDocument:
    return _DECODER.decode(text)


def _to_options_document(options: LabelOptions) -> OptionsDocument:
    insured = options.insured_value
    return OptionsDocument(
        label_format=options.label_format,
        label_date=options.label_date,
        signature=options.signature,
        saturday_delivery=options.saturday_delivery,
        dry_ice_g=options.dry_ice_g,
        incoterm=options.incoterm,
        insured_value=insured.amount if insured else None,
        insured_currency=insured.currency if insured else None,
        printed_texts=options.printed_texts,
        filing=options.filing,
    )


def _to_rate_document(rate: Rate) -> RateDocument:
    return RateDocument(
        id=rate.id,
        carrier=rate.carrier,
        service=rate.service,
        price=rate.price.amount,
        currency=rate.price.currency,
        delivery_days=rate.delivery_days,
        delivery_date=rate.delivery_date,
        carrier_account_id=rate.carrier_account_id,
    )


def _to_rate(document: RateDocument) -> Rate:
    return Rate(
        id=document.id,
        carrier=document.carrier,
        service=document.service,
        price=Money(document.price, document.currency),
        delivery_days=document.delivery_days,
        delivery_date=document.delivery_date,
        carrier_account_id=document.carrier_account_id,
    )


def _to_postage_document(postage: Postage) -> PostageDocument:
    return PostageDocument(
        tracking_number=postage.tracking_number,
        rate=_to_rate_document(postage.rate),
        charged=postage.charged.amount,
        currency=postage.charged.currency,
        label_url=postage.label_url,
        tracker_id=postage.tracker_id,
        tracking_url=postage.tracking_url,
        forms=tuple(FormDocument(each.kind, each.url, each.is_electronic) for each in postage.forms),
        costs=tuple(CostDocument(each.kind, each.amount.amount, each.amount.currency) for each in postage.costs),
    )
