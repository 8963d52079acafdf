"""Reads what a search shows of the records that it found. What does not exist any more is left out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.search import RecordKey, RecordKind
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_contact import OrderContact, find_contact
from novex_shopify.domain.policies.order_document import preview_sales_order
from novex_shopify.domain.policies.search_terms import FULFILLMENT_PREFIX
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import order_key
from novex_shopify.domain.use_cases.orders.newest_state import find_newest_state
from novex_shopify.domain.use_cases.search.found_record import FoundRecord

Keys = Sequence[RecordKey]

_NOT_IN_THE_ERP = "Not in the ERP yet"
_READ_EVENTS = 20


def load_records(tx: Transaction, payloads: PayloadReader, keys: Keys) -> Mapping[RecordKey, FoundRecord]:
    loaders: Mapping[RecordKind, Callable[[Keys], Iterable[FoundRecord]]] = {
        RecordKind.ORDER: lambda orders: _load_orders(tx, payloads, orders),
        RecordKind.CUSTOMER: lambda customers: _load_customers(tx, customers),
        RecordKind.PRODUCT: lambda products: _load_products(tx, products),
        RecordKind.ITEM: lambda items: map(_show_item, tx.erp.catalog.get_many([key.id for key in items]).values()),
        RecordKind.LOT: lambda lots: _load_lots(tx, lots),
        RecordKind.PARCEL: lambda parcels: _load_parcels(tx, parcels),
        RecordKind.INVOICE: lambda invoices: _load_invoices(tx, invoices),
    }
    by_kind: dict[RecordKind, list[RecordKey]] = defaultdict(list)
    for key in keys:
        by_kind[key.kind].append(key)
    return {record.key: record for kind, theirs in by_kind.items() for record in loaders[kind](theirs)}


def _load_orders(tx: Transaction, payloads: PayloadReader, keys: Keys) -> Iterable[FoundRecord]:
    for shop, order_ids in _group_by_shop(keys).items():
        known = tx.erp.orders.get_many(shop, order_ids, with_fulfillments=False)
        yield from (_show_order(each) for each in known)
        for order_id in order_ids.difference(each.shopify_order_id for each in known):
            events = tx.events.list_for_resource(shop, order_key(order_id), _READ_EVENTS)
            if state := find_newest_state(payloads, events):
                yield _show_order(preview_sales_order(shop, state, {}), _NOT_IN_THE_ERP)


def _show_order(order: SalesOrder, *notes: str) -> FoundRecord:
    shop = ShopDomain(order.shop_domain)
    return FoundRecord(
        RecordKey(RecordKind.ORDER, str(order.shopify_order_id), shop),
        order.name,
        notes,
        find_contact(order, masked=True),
        order.total,
        order.ordered_at.date(),
        (shop, order.shopify_order_id),
    )


def _load_customers(tx: Transaction, keys: Keys) -> Iterable[FoundRecord]:
    known = tx.erp.customers.get_many({key.id for key in keys})
    return (_show_customer(key, known[key.id]) for key in keys if key.id in known)


def _show_customer(key: RecordKey, customer: Customer) -> FoundRecord:
    name = " ".join(filter(None, (customer.first_name, customer.last_name)))
    country = next((each.country_code for each in customer.addresses), None)
    contact = OrderContact(name or None, customer.email, customer.phone).mask(country)
    companies = tuple(each.company_name for each in customer.companies or ())
    return FoundRecord(key, contact.name or contact.email or f"Customer {key.id}", companies, contact)


def _load_products(tx: Transaction, keys: Keys) -> Iterable[FoundRecord]:
    for shop, variant_ids in _group_by_shop(keys).items():
        for mapping in tx.mappings.get_many(shop, variant_ids):
            variant = mapping.variant
            key = RecordKey(RecordKind.PRODUCT, str(variant.variant_id), shop)
            notes = (variant.sku, f"Item {mapping.item_id}" if mapping.item_id else "Not mapped")
            yield FoundRecord(key, variant.title, tuple(filter(None, notes)))


def _show_item(item: Item) -> FoundRecord:
    return FoundRecord(RecordKey(RecordKind.ITEM, item.id), item.name, tuple(filter(None, (item.id, item.sku))))


def _load_lots(tx: Transaction, keys: Keys) -> Iterable[FoundRecord]:
    if tx.erp.stock is None:
        return
    lots = tx.erp.stock.lots.get_many([int(key.id) for key in keys])
    items = tx.erp.catalog.get_many({lot.item_id for lot in lots})
    for lot in lots:
        item = items.get(lot.item_id)
        yield FoundRecord(
            RecordKey(RecordKind.LOT, str(lot.id)), lot.code, (item.name if item else lot.item_id,), day=lot.expires_on
        )


def _load_parcels(tx: Transaction, keys: Keys) -> Iterable[FoundRecord]:
    for push in tx.pushes.get_many([key.id for key in keys]):
        tracking, shipment = push.shipment.tracking, push.shipment
        numbers = tracking.all_numbers if tracking else ()
        carrier = tracking.carrier if tracking else None
        order = (push.shop_domain, push.order_id) if push.shop_domain and push.order_id else None
        notes = tuple(filter(None, (carrier, f"Shipment {shipment.id}" if numbers else None)))
        key = RecordKey(RecordKind.PARCEL, shipment.id, push.shop_domain)
        yield FoundRecord(key, ", ".join(numbers) or f"Shipment {shipment.id}", notes, order=order)
    yield from _load_fulfillments(tx, [key for key in keys if key.id.startswith(f"{FULFILLMENT_PREFIX}/")])


def _load_fulfillments(tx: Transaction, keys: Keys) -> Iterable[FoundRecord]:
    parts = [key.id.split("/") for key in keys]
    orders = tx.erp.orders.get_by_ids({erp_id for _, erp_id, _ in parts}) if parts else {}
    for key, (_, erp_id, fulfillment_id) in zip(keys, parts, strict=True):
        order = orders.get(erp_id)
        for each in order.fulfillments if order else ():
            if order and str(each.id) == fulfillment_id:
                notes = tuple(filter(None, (each.tracking_company, f"Order {order.name}")))
                belongs_to = (ShopDomain(order.shop_domain), order.shopify_order_id)
                yield FoundRecord(key, ", ".join(each.tracking_numbers), notes, order=belongs_to)


def _load_invoices(tx: Transaction, keys: Keys) -> Iterable[FoundRecord]:
    for key in keys:
        invoice = tx.erp.invoices.find(key.id) if tx.erp.invoices else None
        if invoice:
            notes = (f"Order {invoice.order_name}",)
            yield FoundRecord(key, invoice.number, notes, amount=invoice.total, day=invoice.issued_on)


def _group_by_shop(keys: Keys) -> Mapping[ShopDomain, set[int]]:
    grouped: dict[ShopDomain, set[int]] = defaultdict(set)
    for key in keys:
        if key.shop:
            grouped[key.shop].add(int(key.id))
    return grouped
