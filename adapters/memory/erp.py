"""An ERP in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.customer import Address, CompanyContact, Consent, Customer, ErpCustomer
from novex_shopify.domain.model.fulfillment import Shipment
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.product import Item, Variant
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.customer_matching import normalize_email, normalize_phone
from novex_shopify.domain.policies.normalized_keys import normalize_key, split_search_words
from novex_shopify.domain.ports.erp import ErpCatalog, ErpCustomers, ErpOrders, ErpShipments


@dataclass(frozen=True, slots=True)
class MemoryCatalog:
    """The port `ErpCatalog`."""

    state: State

    def put(self, items: Iterable[Item]) -> None:
        self.state.items.update({item.id: item for item in items})

    def add(self, items: Sequence[Item]) -> None:
        self.state.items.update({item.id: item for item in items if item.id not in self.state.items})

    def get(self, item_id: str) -> Item | None:
        return self.state.items.get(item_id)

    def filter_known(self, item_ids: Collection[str]) -> set[str]:
        return set(item_ids) & self.state.items.keys()

    def search(self, text: str, limit: int) -> Sequence[Item]:
        ranks = {item.id: _compute_rank(item, text) for item in self.list_all()}
        matching = [item for item in self.list_all() if ranks[item.id]]
        return sorted(matching, key=lambda item: (-ranks[item.id], item.id))[:limit]

    def find_similar(self, variants: Sequence[Variant]) -> Sequence[Item]:
        skus = {variant.sku for variant in variants} - {None}
        barcodes = {variant.barcode for variant in variants} - {None}
        return [item for item in self.list_all() if item.sku in skus or item.barcode in barcodes]

    def list_all(self) -> Sequence[Item]:
        return [self.state.items[item_id] for item_id in sorted(self.state.items)]


def _compute_rank(item: Item, text: str) -> int:
    words = split_search_words(text)
    normalized_key = normalize_key(text)
    if item.id == text or (normalized_key and normalized_key in (normalize_key(item.sku), normalize_key(item.barcode))):
        return len(words) + 1
    return sum(word in item.name.lower() for word in words)


@dataclass(frozen=True, slots=True)
class MemoryCustomers:
    """The port `ErpCustomers`."""

    state: State

    def register(self, first_name: str | None, last_name: str | None, email: str | None, phone: str | None) -> str:
        return self._create_customer(None, Customer(0, None, first_name, last_name, email, phone, companies=()))

    def find_similar(self, customers: Sequence[Customer]) -> Sequence[ErpCustomer]:
        emails = {normalize_email(customer.email) for customer in customers} - {None}
        phones = {normalize_phone(customer.phone) for customer in customers} - {None}
        return [
            ErpCustomer(customer_id, known.email, known.phone, known.first_name, known.last_name)
            for customer_id, (_, known) in self.state.customers.items()
            if normalize_email(known.email) in emails or normalize_phone(known.phone) in phones
        ]

    def apply(self, shop: ShopDomain, customers: Sequence[Customer], known: Mapping[int, str]) -> Sequence[str]:
        return [self._apply_customer(shop, customer, known.get(customer.id)) for customer in customers]

    def add(self, shop: ShopDomain, customers: Sequence[Customer]) -> Sequence[str]:
        return [
            self._find_customer_id(shop, customer.id) or self._create_customer(shop, customer) for customer in customers
        ]

    def _apply_customer(self, shop: ShopDomain, customer: Customer, customer_id: str | None) -> str:
        customer_id = customer_id or self._find_customer_id(shop, customer.id)
        if customer_id is None:
            return self._create_customer(shop, customer)
        owner, known = self.state.customers[customer_id]
        changes: dict[str, Any] = {name: value for name in _OVERWRITTEN_FIELDS if (value := getattr(customer, name))}
        changes |= {
            name: _pick_newer_consent(getattr(known, name), getattr(customer, name)) for name in _CONSENT_FIELDS
        }
        companies = known.companies if customer.companies is None else customer.companies
        self.state.customers[customer_id] = (owner, replace(known, **changes, companies=_sort_contacts(companies)))
        self._rename_companies({contact.company_id: contact for contact in customer.companies or ()})
        return customer_id

    def _rename_companies(self, companies: Mapping[int, CompanyContact]) -> None:
        """A company has one name, whoever buys for it."""
        for customer_id, (owner, customer) in self.state.customers.items():
            renamed = tuple(_update_company_name(contact, companies) for contact in customer.companies or ())
            self.state.customers[customer_id] = (owner, replace(customer, companies=renamed))

    def _find_customer_id(self, shop: ShopDomain, shopify_id: int) -> str | None:
        return next(
            (key for key, (owner, known) in self.state.customers.items() if (owner, known.id) == (shop, shopify_id)),
            None,
        )

    def _create_customer(self, shop: ShopDomain | None, customer: Customer) -> str:
        customer_id = str(len(self.state.customers) + 1)
        self.state.customers[customer_id] = (shop, replace(customer, companies=_sort_contacts(customer.companies)))
        return customer_id

    def get(self, customer_id: str) -> Customer | None:
        entry = self.state.customers.get(customer_id)
        return entry[1] if entry else None

    def count(self, shop: ShopDomain) -> int:
        return sum(owner == shop for owner, _ in self.state.customers.values())

    def erase(self, customer_ids: Sequence[str]) -> None:
        for customer_id in customer_ids:
            owner, known = self.state.customers[customer_id]
            anonymized = replace(known, first_name=None, last_name=None, email=None, phone=None, addresses=())
            self.state.customers[customer_id] = (owner, anonymized)


_OVERWRITTEN_FIELDS = ("first_name", "last_name", "email", "phone", "updated_at", "addresses")
_CONSENT_FIELDS = ("email_consent", "sms_consent")


def _pick_newer_consent(known: Consent | None, received: Consent | None) -> Consent | None:
    if received is None or (
        known and known.updated_at and (received.updated_at is None or received.updated_at < known.updated_at)
    ):
        return known
    return received


def _update_company_name(contact: CompanyContact, companies: Mapping[int, CompanyContact]) -> CompanyContact:
    company = companies.get(contact.company_id, contact)
    return replace(contact, company_name=company.company_name, external_id=company.external_id)


def _sort_contacts(companies: tuple[CompanyContact, ...] | None) -> tuple[CompanyContact, ...]:
    return tuple(sorted(companies or (), key=lambda contact: contact.company_id))


@dataclass(frozen=True, slots=True)
class MemoryOrders:
    """The port `ErpOrders`."""

    state: State

    def apply(self, orders: Sequence[SalesOrder]) -> Sequence[str]:
        return [self._apply_order(order) for order in orders]

    def _apply_order(self, order: SalesOrder) -> str:
        key = (order.shop_domain, order.shopify_order_id)
        known = (known for known in self.state.orders.values() if (known.shop_domain, known.shopify_order_id) == key)
        before = next(known, None)
        order_id = (before.id if before else None) or str(len(self.state.orders) + 1)
        self.state.orders[order_id] = replace(order, id=order_id, refunds=(), fulfillments=())
        if before:
            kept_values: dict[str, Any] = {
                name: _get_known_value(order, name) or getattr(before, name) for name in _KEPT_IF_MISSING
            }
            set_by_other_events: dict[str, Any] = {name: getattr(before, name) for name in _TOLD_BY_OTHER_EVENTS}
            self.state.orders[order_id] = replace(self.state.orders[order_id], **kept_values, **set_by_other_events)
        self.add_refunds([(order_id, refund) for refund in order.refunds])
        self.add_fulfillments([(order_id, parcel) for parcel in order.fulfillments])
        return order_id

    def add_refunds(self, refunds: Sequence[tuple[str, Refund]]) -> None:
        for order_id, refund in refunds:
            document = self.state.orders[order_id]
            known = {each.id: each for each in document.refunds}
            before = known.get(refund.id)
            if before is None or before.pending or not refund.pending:
                known[refund.id] = replace(refund, note=refund.note or (before.note if before else None))
            self.state.orders[order_id] = replace(document, refunds=tuple(known[key] for key in sorted(known)))

    def add_fulfillments(self, fulfillments: Sequence[tuple[str, OrderFulfillment]]) -> None:
        for order_id, parcel in fulfillments:
            document = self.state.orders[order_id]
            known = {each.id: each for each in document.fulfillments}
            before = known[parcel.id].updated_at if parcel.id in known else None
            if before is None or (parcel.updated_at is not None and parcel.updated_at >= before):
                known[parcel.id] = parcel
            self.state.orders[order_id] = replace(document, fulfillments=tuple(known[key] for key in sorted(known)))

    def set_risk(self, order_id: str, risk: str) -> None:
        self.state.orders[order_id] = replace(self.state.orders[order_id], risk=risk)

    def delete(self, order_ids: Sequence[str], at: datetime) -> None:
        for order_id in order_ids:
            self.state.orders[order_id] = replace(self.state.orders[order_id], deleted_at=at)

    def erase(self, shop: ShopDomain, shopify_ids: Sequence[int] | None) -> None:
        for order_id, document in self.state.orders.items():
            if document.shop_domain == shop and (shopify_ids is None or document.shopify_order_id in shopify_ids):
                refunds = tuple(replace(refund, note=None) for refund in document.refunds)
                emptied: dict[str, Any] = dict.fromkeys(_PERSONAL_FIELDS)
                self.state.orders[order_id] = replace(document, **emptied, refunds=refunds)

    def list_by_customer(self, customer_id: str) -> Sequence[SalesOrder]:
        return [document for document in self.state.orders.values() if document.customer_id == customer_id]

    def find_by_name(self, shop: ShopDomain, name: str) -> SalesOrder | None:
        found = (
            each for each in self.list_latest(len(self.state.orders)) if (each.shop_domain, each.name) == (shop, name)
        )
        return next(found, None)

    def get(self, order_id: str) -> SalesOrder | None:
        return self.state.orders.get(order_id)

    def get_many(self, shop: ShopDomain, shopify_ids: Collection[int]) -> Sequence[SalesOrder]:
        documents = self.state.orders.values()
        return [each for each in documents if each.shop_domain == shop and each.shopify_order_id in shopify_ids]

    def list_placed(self, shop: ShopDomain, since: datetime, until: datetime) -> Sequence[SalesOrder]:
        documents = self.state.orders.values()
        return [each for each in documents if each.shop_domain == shop and since <= each.ordered_at < until]

    def list_latest(self, limit: int) -> Sequence[SalesOrder]:
        return list(self.state.orders.values())[::-1][:limit]

    def search(self, text: str, limit: int) -> Sequence[SalesOrder]:
        return [each for each in self.list_latest(len(self.state.orders)) if _matches_text(each, text)][:limit]


def _matches_text(order: SalesOrder, text: str) -> bool:
    tracking = (number for parcel in order.fulfillments for number in parcel.tracking_numbers)
    words = (order.id, order.name, order.name.removeprefix("#"), *tracking)
    return text in words or order.email in (text, text.lower())


_PERSONAL_FIELDS = ("email", "phone", "shipping_address", "billing_address", "note")
_KEPT_IF_MISSING = (*_PERSONAL_FIELDS, "customer_id")
_TOLD_BY_OTHER_EVENTS = ("deleted_at", "risk", "refunds", "fulfillments")


def _get_known_value(order: SalesOrder, name: str) -> Any:
    value = getattr(order, name)
    return None if isinstance(value, Address) and value.is_withheld else value


@dataclass(frozen=True, slots=True)
class MemoryShipments:
    """The port `ErpShipments`."""

    state: State

    def record(self, shipment: Shipment) -> bool:
        if shipment.id in self.state.shipments:
            return False
        self.state.shipments[shipment.id] = shipment
        return True

    def confirm(self, shipment_id: str, fulfillment_ids: Sequence[str], at: datetime) -> None:
        self.state.confirmed_fulfillment_ids[shipment_id] = tuple(fulfillment_ids)

    def list_fulfillment_ids(self, shipment_id: str) -> Sequence[str]:
        return list(self.state.confirmed_fulfillment_ids.get(shipment_id, ()))


class MemoryErp:
    """The port `Erp`."""

    def __init__(self, state: State) -> None:
        self.catalog: ErpCatalog = MemoryCatalog(state)
        self.customers: ErpCustomers = MemoryCustomers(state)
        self.orders: ErpOrders = MemoryOrders(state)
        self.shipments: ErpShipments = MemoryShipments(state)
