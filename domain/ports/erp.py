"""What the product needs of an ERP. The built-in one and any other keep the same promises (tests/contracts)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.customer import Customer, ErpCustomer
from novex_shopify.domain.model.fulfillment import Shipment
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.product import Item, Variant
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain


class ErpCatalog(Protocol):
    """The ERP's items."""

    def put(self, items: Iterable[Item]) -> None:
        """Add items, or change those that exist."""
        ...

    def add(self, items: Sequence[Item]) -> None:
        """Create those whose id the ERP does not have, and change none."""
        ...

    def get(self, item_id: str) -> Item | None:
        """One item."""
        ...

    def filter_known(self, item_ids: Collection[str]) -> set[str]:
        """Those of these ids that are an item's."""
        ...

    def search(self, text: str, limit: int) -> Sequence[Item]:
        """The items that fit a text best, so many at most.

        First those whose id it is, or whose SKU or barcode is near to it (`near_keys`), then those with most of its
        words in their names.
        """
        ...

    def find_similar(self, variants: Sequence[Variant]) -> Sequence[Item]:
        """The items that share a SKU or a barcode with one of these variants, by id."""
        ...

    def list_all(self) -> Sequence[Item]:
        """Every item, by id."""
        ...


class ErpCustomers(Protocol):
    """The ERP's customers."""

    def register(self, first_name: str | None, last_name: str | None, email: str | None, phone: str | None) -> str:
        """Add a customer of the ERP's own, that no store has told of; returns the ERP's id."""
        ...

    def find_similar(self, customers: Sequence[Customer]) -> Sequence[ErpCustomer]:
        """The ERP's customers that share an e-mail address or a phone number with one of these, by id.

        Addresses and numbers are compared as `customer_matching` normalises them. No other transaction can find or
        change them until the end of this one.
        """
        ...

    def apply(self, shop: ShopDomain, customers: Sequence[Customer], known: Mapping[int, str]) -> Sequence[str]:
        """Bring the ERP's records of different Shopify customers to these states; returns the ERP's ids, in this order.

        `known` has the ERP's ids of those that are in the ERP, by Shopify's; the others are created, unless they were
        before. Repeating it changes nothing. What is None in a customer stays as the ERP has it, and so do a consent
        that is newer and addresses if there are none.
        """
        ...

    def add(self, shop: ShopDomain, customers: Sequence[Customer]) -> Sequence[str]:
        """Create those that the ERP does not have, and change none; returns the ERP's ids of all, in this order."""
        ...

    def get(self, customer_id: str) -> Customer | None:
        """What the ERP has of a customer; `id` is Shopify's."""
        ...

    def erase(self, customer_ids: Sequence[str]) -> None:
        """Forget who these customers are; their records stay, without anything personal."""
        ...

    def count(self, shop: ShopDomain) -> int:
        """How many of the ERP's customers were created for this shop."""
        ...


class ErpOrders(Protocol):
    """The ERP's sales orders."""

    def apply(self, orders: Sequence[SalesOrder]) -> Sequence[str]:
        """Create the documents of different Shopify orders, or bring them to these states; returns the ERP's ids.

        There is one document per shop and Shopify order, however often and by however many this is called. Personal
        data that is None stays as the ERP has it, and so do refunds and parcels that a state does not know of.
        """
        ...

    def add_refunds(self, refunds: Sequence[tuple[str, Refund]]) -> None:
        """Book refunds beside their documents, each by the ERP's id.

        One that is there already is replaced, but money that has arrived never becomes pending again.
        """
        ...

    def add_fulfillments(self, fulfillments: Sequence[tuple[str, OrderFulfillment]]) -> None:
        """Note parcels with their documents, each by the ERP's id. An older state never replaces a newer one."""
        ...

    def set_risk(self, order_id: str, risk: str) -> None:
        """Note how a document was judged for fraud."""
        ...

    def delete(self, order_ids: Sequence[str], at: datetime) -> None:
        """Mark documents as deleted. They stay: an ERP does not lose what was invoiced."""
        ...

    def erase(self, shop: ShopDomain, shopify_ids: Sequence[int] | None) -> None:
        """Take everything personal out of these orders, or out of all of the store's; amounts stay."""
        ...

    def list_by_customer(self, customer_id: str) -> Sequence[SalesOrder]:
        """A customer's documents, oldest first."""
        ...

    def get(self, order_id: str) -> SalesOrder | None:
        """One document."""
        ...

    def find_by_name(self, shop: ShopDomain, name: str) -> SalesOrder | None:
        """The newest document of this name, such as `#1001`."""
        ...

    def get_many(self, shop: ShopDomain, shopify_ids: Collection[int]) -> Sequence[SalesOrder]:
        """The documents of these Shopify orders, as far as there are any."""
        ...

    def list_placed(self, shop: ShopDomain, since: datetime, until: datetime) -> Sequence[SalesOrder]:
        """The documents of orders that were placed from `since` on and before `until`."""
        ...

    def list_latest(self, limit: int) -> Sequence[SalesOrder]:
        """The newest documents, newest first."""
        ...

    def search(self, text: str, limit: int) -> Sequence[SalesOrder]:
        """The newest documents that are meant by a whole word, newest first.

        Their own id, the name with or without its `#`, the e-mail address, or a parcel's tracking number.
        """
        ...


class ErpShipments(Protocol):
    """The parcels that left the ERP's warehouse."""

    def record(self, shipment: Shipment) -> bool:
        """Keep a shipment; False if the ERP has one of this id already."""
        ...

    def confirm(self, shipment_id: str, fulfillment_ids: Sequence[str], at: datetime) -> None:
        """Note that Shopify knows the shipment, under these ids."""
        ...

    def list_fulfillment_ids(self, shipment_id: str) -> Sequence[str]:
        """Shopify's ids of a shipment; empty until confirmed."""
        ...


class Erp(Protocol):
    """One transaction's view of the ERP."""

    @property
    def catalog(self) -> ErpCatalog:
        """Items."""
        ...

    @property
    def customers(self) -> ErpCustomers:
        """Customers."""
        ...

    @property
    def orders(self) -> ErpOrders:
        """Sales orders."""
        ...

    @property
    def shipments(self) -> ErpShipments:
        """Shipments."""
        ...
