"""The JSON columns of `shopify_order_audits`: the counts of both sides, and a document for each difference."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.reconciliation import Difference, DifferenceKind, OrderCounts


class OrderCountsDocument(Document, frozen=True):
    orders: int
    total: Decimal
    refunds: int
    refunded: Decimal
    fulfillments: int
    returns: int


class DifferenceDocument(Document, frozen=True):
    order_id: int
    name: str
    day: date
    kind: str
    shopify: str
    erp: str
    reason: str


_COUNTS_DECODER = msgspec.json.Decoder(OrderCountsDocument)
_DIFFERENCES_DECODER = msgspec.json.Decoder(tuple[DifferenceDocument, ...])


def encode_counts(counts: OrderCounts) -> str:
    return to_json(msgspec.convert(counts, OrderCountsDocument, from_attributes=True))


def decode_counts(text: str) -> OrderCounts:
    return msgspec.convert(_COUNTS_DECODER.decode(text), OrderCounts, from_attributes=True)


def encode_differences(differences: Iterable[Difference]) -> str:
    return to_json(
        [
            DifferenceDocument(each.order_id, each.name, each.day, each.kind, each.shopify, each.erp, each.reason)
            for each in differences
        ]
    )


def decode_differences(text: str) -> tuple[Difference, ...]:
    return tuple(
        Difference(each.order_id, each.name, each.day, DifferenceKind(each.kind), each.shopify, each.erp, each.reason)
        for each in _DIFFERENCES_DECODER.decode(text)
    )
