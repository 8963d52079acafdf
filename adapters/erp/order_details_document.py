"""JSON columns of `erp_orders` and `erp_order_lines`: what the customer wrote, localized fields, payment terms."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Struct

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.order_details import Attribute, LocalizedField, PaymentSchedule, PaymentTerms


class AttributeDocument(Document, frozen=True):
    name: str
    value: str


class LocalizedFieldDocument(Document, frozen=True):
    key: str
    country_code: str
    title: str
    value: str


class PaymentScheduleDocument(Struct, frozen=True):
    due_at: datetime | None
    issued_at: datetime | None
    completed_at: datetime | None


class PaymentTermsDocument(Document, frozen=True):
    name: str
    kind: str | None
    due_in_days: int | None
    schedules: tuple[PaymentScheduleDocument, ...]


_ATTRIBUTES_DECODER = msgspec.json.Decoder(tuple[AttributeDocument, ...])
_LOCALIZED_FIELDS_DECODER = msgspec.json.Decoder(tuple[LocalizedFieldDocument, ...])
_PAYMENT_TERMS_DECODER = msgspec.json.Decoder(PaymentTermsDocument)


def encode_attributes(attributes: Iterable[Attribute]) -> str:
    return to_json([AttributeDocument(each.name, each.value) for each in attributes])


def decode_attributes(text: str) -> tuple[Attribute, ...]:
    return tuple(Attribute(each.name, each.value) for each in _ATTRIBUTES_DECODER.decode(text))


def encode_localized_fields(fields: Iterable[LocalizedField]) -> str:
    return to_json([LocalizedFieldDocument(each.key, each.country_code, each.title, each.value) for each in fields])


def decode_localized_fields(text: str) -> tuple[LocalizedField, ...]:
    return tuple(
        LocalizedField(each.key, each.country_code, each.title, each.value)
        for each in _LOCALIZED_FIELDS_DECODER.decode(text)
    )


def encode_payment_terms(terms: PaymentTerms) -> str:
    schedules = tuple(
        PaymentScheduleDocument(each.due_at, each.issued_at, each.completed_at) for each in terms.schedules
    )
    return to_json(PaymentTermsDocument(terms.name, terms.kind, terms.due_in_days, schedules))


def decode_payment_terms(text: str) -> PaymentTerms:
    document = _PAYMENT_TERMS_DECODER.decode(text)
    return PaymentTerms(
        document.name,
        document.kind,
        document.due_in_days,
        tuple(PaymentSchedule(each.due_at, each.issued_at, each.completed_at) for each in document.schedules),
    )
