"""What a search shows of a record."""

from dataclasses import dataclass
from datetime import date

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.search import MatchRank, RecordKey
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_contact import OrderContact

NO_CONTACT = OrderContact()


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record and the facts that distinguish it from others.

    `contact` is masked. `notes` are such as a SKU, a carrier or an item. `order` is the Shopify order that a parcel or
    an invoice belongs to, if it is known.
    """

    key: RecordKey
    title: str
    notes: tuple[str, ...] = ()
    contact: OrderContact = NO_CONTACT
    amount: Money | None = None
    day: date | None = None
    order: tuple[ShopDomain, int] | None = None
    rank: MatchRank = MatchRank.WORDS
