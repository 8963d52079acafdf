"""What people search for, and what is found."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum, StrEnum, auto

from novex_shopify.domain.model.shop import ShopDomain


class RecordKind(StrEnum):
    """What can be found. Items are not among the indexed kinds: the ERP's catalog searches them itself."""

    ORDER = auto()
    CUSTOMER = auto()
    PRODUCT = auto()
    ITEM = auto()
    LOT = auto()
    PARCEL = auto()
    INVOICE = auto()


INDEXED_KINDS = tuple(kind for kind in RecordKind if kind is not RecordKind.ITEM)


class MatchRank(IntEnum):
    """How well a record matches, the best first."""

    EXACT_CODE = 0
    CODE_PREFIX = 1
    WORDS = 2


@dataclass(frozen=True, slots=True)
class RecordKey:
    """Names a record of a kind. `id` is, of an order, Shopify's; of a customer, a lot and an invoice, the ERP's; of a
    product, the variant's; of a parcel, the shipment's, or `fulfillment/ORDER/FULFILLMENT` if Shopify made it.

    `shop` is None for what belongs to no store.
    """

    kind: RecordKind
    id: str
    shop: ShopDomain | None = None


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """The normalized terms by which a record is found (`search_terms.py`).

    `codes` are numbers and codes of its own, `words` are of titles; `personal` are those that say who a person is, and
    an erasure removes them. `from_payload`: the ERP does not have the record yet.
    """

    key: RecordKey
    codes: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    from_payload: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A searched text, normalized. `keys` are ways to read all of it as one number or code; `words` must all match."""

    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.keys or self.words)


@dataclass(frozen=True, slots=True)
class SearchScope:
    """What may be found: of one store and of none, or of all stores; `personal`: also by what says who a person is."""

    kinds: Collection[RecordKind] = INDEXED_KINDS
    shop: ShopDomain | None = None
    personal: bool = True


EVERYTHING = SearchScope()


@dataclass(frozen=True, slots=True)
class SearchMatch:
    key: RecordKey
    rank: MatchRank
