"""What an ERP must implement. The built-in ERP and every other pass the same contract tests (tests/contracts)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.customer import Customer, CustomerKeys, ErpCustomer
from novex_shopify.domain.model.fulfillment import Shipment
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.product import Item, MappedItem, Variant
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.erp_invoices import ErpInvoices
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.reports import Reports


class ErpCatalog(Protocol):
    """The ERP's items."""

    def put(self, items: Iterable[Item]) -> None:
        """Create items or overwrite existing ones, except for their `EDITED_FIELDS`."""
        ...

    def set_edited_fields(self, items: Sequence[Item]) -> None:
        """Store the `EDITED_FIELDS` of these existing items; nothing else of them changes."""
        ...

    def add(self, items: Sequence[Item]) -> None:
        """Create the items whose id is new; change none."""
        ...

    def get(self, item_id: str) -> Item | None:
        """Get one item; None if there is none."""
        ...

    def get_many(self, item_ids: Collection[str]) -> Mapping[str, Item]:
        """Get the items with these ids, by id; ids without an item are left out."""
        ...

    def search(self, text: str, limit: int) -> Sequence[Item]:
        """Find at most `limit` items, best first.

        First those whose id is the text, or whose SKU or barcode equals it when normalized (`normalized_keys`); then
        those with most of its words in their names.
        """
        ...

    def list_page(self, limit: int, after: str | None = None) -> Sequence[Item]:
        """List items by id; those after an id, if given."""
        ...

    def count(self, limit: int) -> int:
        """Count the items, up to `limit`."""
        ...

    def find_similar(self, variants: Sequence[Variant]) -> Sequence[Item]:
        """Find the items that share a SKU or a barcode with one of these variants, by id.

        Keys are shared if `normalize_key` is the same of both, so that an item can be suggested; more do no harm.
        """
        ...


class ErpCustomers(Protocol):
    """The ERP's customers."""

    def find_similar(self, keys: Collection[CustomerKeys], shops: Collection[ShopDomain]) -> Sequence[ErpCustomer]:
        """Find the ERP customers that share an e-mail address, a phone number or an address with one of these, by id.

        Only those that were created for one of these shops, or for none. Of a key that many share, such as a
        switchboard's number, `MAX_SIMILAR_CUSTOMERS` are enough. The customers are locked until the end of the
        transaction. An ERP with customers from elsewhere builds their keys by `build_customer_keys`.
        """
        ...

    def apply(self, shop: ShopDomain, customers: Sequence[Customer], known: Mapping[int, str]) -> Sequence[str]:
        """Create or update the ERP's records of different Shopify customers; returns the ERP's ids in the same order.

        `known` maps Shopify ids to ERP ids; customers that are not in it are created, unless an earlier call did.
        Repeating a call changes nothing. None leaves the ERP's value; so do an older consent and an empty list of
        addresses. A customer stays known by the keys of its earlier addresses (`update_customer_keys`).
        """
        ...

    def add(self, shop: ShopDomain, customers: Sequence[Customer]) -> Sequence[str]:
        """Create the customers that the ERP does not have and change none; returns all ERP ids in the same order."""
        ...

    def get(self, customer_id: str) -> Customer | None:
        """Get a customer; its `id` is Shopify's."""
        ...

    def get_many(self, customer_ids: Collection[str]) -> Mapping[str, Customer]:
        """Get the customers with these ids that exist, by the ERP's id."""
        ...

    def get_min_remaining_days(self, customer_ids: Collection[str]) -> Mapping[str, int]:
        """Return how many days a lot must still be good for these customers, by the ERP's id.

        Customers without a minimum of their own are left out.
        """
        ...

    def set_min_remaining_days(self, customer_id: str, days: int | None) -> None:
        """Store a customer's minimum, or that there is none. Nothing else changes it: Shopify does not know it."""
        ...

    def erase(self, customer_ids: Sequence[str]) -> None:
        """Erase the personal data of these customers; the records stay."""
        ...


class ErpOrders(Protocol):
    """The ERP's sales orders."""

    def apply(self, orders: Sequence[SalesOrder]) -> Sequence[str]:
        """Create or update the documents of different Shopify orders; returns the ERP's ids in the same order.

        There is one document per shop and Shopify order, however often and from however many processes this is called.
        An e-mail address, phone number or address that is None leaves the ERP's value, and refunds, returns and
        fulfillments that a document does not contain stay. `SalesOrder.raw` has Shopify's own fields, for what the
        document does not have; documents that other methods return have none.
        """
        ...

    def add_refunds(self, refunds: Sequence[tuple[str, Refund]]) -> None:
        """Store refunds beside their documents, by ERP id. A refund with the same id is replaced."""
        ...

    def add_returns(self, returns: Sequence[tuple[str, Return]]) -> None:
        """Store returns beside their documents, by ERP id.

        A return with the same id is replaced, unless the known state was read later.
        """
        ...

    def add_fulfillments(self, fulfillments: Sequence[tuple[str, OrderFulfillment]]) -> None:
        """Store fulfillments with their documents, by ERP id. An older state never replaces a newer one."""
        ...

    def set_item(self, order_id: str, line_item_id: int, item: MappedItem) -> None:
        """Book the line of an item to another one, or to none."""
        ...

    def set_risk(self, order_id: str, risk: str) -> None:
        """Store a document's fraud risk."""
        ...

    def delete(self, order_ids: Sequence[str], at: datetime) -> None:
        """Mark documents as deleted. They are kept, because they may have been invoiced."""
        ...

    def erase(self, shop: ShopDomain, shopify_ids: Sequence[int] | None) -> None:
        """Erase the personal data of these orders, or of all orders of the shop; amounts stay."""
        ...

    def list_by_customer(self, customer_id: str) -> Sequence[SalesOrder]:
        """List a customer's documents, oldest first."""
        ...

    def count_by_customer(self, customer_id: str) -> int:
        """Count a customer's documents."""
        ...

    def find_first_orders(self, customer_ids: Collection[str]) -> Mapping[str, datetime]:
        """Return when these customers placed their first order, by customer id.

        Orders that are cancelled, deleted or a test do not count; customers without any other are left out.
        """
        ...

    def get(self, order_id: str) -> SalesOrder | None:
        """Get one document; None if there is none."""
        ...

    def find_by_name(self, shop: ShopDomain, name: str) -> SalesOrder | None:
        """Find the newest document with this name, such as `#1001`."""
        ...

    def get_many(
        self, shop: ShopDomain, shopify_ids: Collection[int], *, with_fulfillments: bool = True
    ) -> Sequence[SalesOrder]:
        """Get the documents of these Shopify orders that exist. Reading them without their fulfillments costs less."""
        ...

    def get_by_ids(self, order_ids: Collection[str]) -> Mapping[str, SalesOrder]:
        """Get the documents with these ids that exist, by id."""
        ...

    def list_created(self, shop: ShopDomain, since: datetime, until: datetime) -> Sequence[SalesOrder]:
        """List the documents of orders that Shopify created from `since` to before `until`."""
        ...

    def list_with_pending_returns(self, shop: ShopDomain, since: datetime) -> Sequence[int]:
        """List the Shopify ids of orders created since then with a return that is requested or open."""
        ...

    def list_latest(self, limit: int) -> Sequence[SalesOrder]:
        """List the newest documents, newest first."""
        ...

    def list_page(
        self,
        limit: int,
        shop: ShopDomain | None = None,
        after: OrderPosition | None = None,
        *,
        oldest_first: bool = False,
    ) -> Sequence[SalesOrder]:
        """List documents, of one shop or of all, by the time of their orders; those after a position, if given."""
        ...

    def count(self, limit: int, shop: ShopDomain | None = None) -> int:
        """Count the documents of one shop or of all, up to `limit`."""
        ...

    def search(self, text: str, limit: int) -> Sequence[SalesOrder]:
        """Find the newest documents that match a complete word, newest first.

        The word is the ERP's id, the name with or without `#`, the e-mail address (`normalize_email`), or a tracking
        number.
        """
        ...


class ErpShipments(Protocol):
    """The ERP's shipments."""

    def record(self, shipment: Shipment) -> bool:
        """Store a shipment; returns False if the ERP has one with this id."""
        ...

    def confirm(self, shipment_id: str, fulfillment_ids: Sequence[str], at: datetime) -> None:
        """Store that Shopify has the shipment, under these fulfillment ids."""
        ...


class Erp(Protocol):
    """One transaction's view of the ERP."""

    @property
    def catalog(self) -> ErpCatalog: ...

    @property
    def customers(self) -> ErpCustomers: ...

    @property
    def orders(self) -> ErpOrders: ...

    @property
    def shipments(self) -> ErpShipments: ...

    @property
    def stock(self) -> ErpStock | None:
        """Lots and stock; None in an ERP that leaves them to another system."""
        ...

    @property
    def invoices(self) -> ErpInvoices | None:
        """Invoices and credit notes; None in an ERP that issues them elsewhere."""
        ...

    @property
    def reports(self) -> Reports | None:
        """Reports about orders and lots; None in an ERP that has reports of its own."""
        ...
