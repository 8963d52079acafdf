"""The JSON column `terms`: why Shopify is to have a number.

A level has several terms, so these are arrays without field names: the version, then the fields in order.
"""

from collections.abc import Iterable

import msgspec

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_terms import StockTerm, TermKind


class StockTermDocument(Document, frozen=True, array_like=True):
    kind: str
    units: int
    shop: str | None
    variant_id: int | None


_DECODER = msgspec.json.Decoder(tuple[StockTermDocument, ...])


def encode_terms(terms: Iterable[StockTerm]) -> str:
    return to_json([StockTermDocument(each.kind, each.units, each.shop, each.variant_id) for each in terms])


def decode_terms(text: str) -> tuple[StockTerm, ...]:
    return tuple(
        StockTerm(TermKind(each.kind), each.units, ShopDomain(each.shop) if each.shop else None, each.variant_id)
        for each in _DECODER.decode(text)
    )
