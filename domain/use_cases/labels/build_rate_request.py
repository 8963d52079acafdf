"""Reads what a carrier must know of a parcel."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC

from novex_shopify.domain.errors import ParcelDataMissing
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import Customs, RateRequest
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.policies.carrier_addresses import find_address_problems, prepare_address
from novex_shopify.domain.policies.customs_declaration import build_customs, find_customs_problems
from novex_shopify.domain.policies.export_filing import (
    choose_exemption,
    find_filing_problems,
    needs_filing,
    parse_filing,
)
from novex_shopify.domain.policies.parcel_contents import ParcelItem, list_parcel_items
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.policies.shipping_places import needs_customs
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.labels.records import get_order


def build_rate_request(tx: Transaction, purchase: LabelPurchase) -> RateRequest:
    """Read the addresses and the contents of a parcel. Nothing of it is stored: the person's data stays with the order.

    The sender is that of the storage location that most of the parcel is from. A phone number that is missing, or
    cannot be called, is the store's. Raises `NotFound`, and `ParcelDataMissing` with everything that is missing at
    once, so that a person adds it once.
    """
    order = get_order(tx, purchase.parcel.order_id)
    settings = tx.shops.get_settings(purchase.shop_domain)
    location = find_location(tx, purchase.parcel)
    origin = tx.origins.find(location)
    ship_from = prepare_address(origin.address, settings.shipping_phone) if origin else None
    ship_to = _find_ship_to(order, settings)
    contents = read_contents(tx, order, purchase.parcel.lines)
    problems = [*_find_sender_problems(ship_from, location), *_find_recipient_problems(ship_to)]
    crosses_customs = bool(ship_from and ship_to and needs_customs(ship_from, ship_to))
    if ship_from and ship_to and crosses_customs:
        problems += _find_export_problems(ship_from, ship_to, contents, settings)
        problems += _find_missing_filing(tx, purchase, order, ship_from, ship_to)
    if problems or ship_from is None or ship_to is None:
        raise ParcelDataMissing(tuple(problems))
    return RateRequest(
        reference=purchase.reference,
        parcel=purchase.parcel,
        ship_from=ship_from,
        ship_to=ship_to,
        email=order.email,
        options=purchase.options,
        customs=_declare(contents, purchase, ship_from, ship_to, settings.customs_signer) if crosses_customs else None,
        reverse=purchase.reverse,
    )


def lacks_filing(tx: Transaction, purchase: LabelPurchase) -> bool:
    """Whether a parcel is an export that must be filed first, and its ITN or exemption is not stated."""
    order, origin = get_order(tx, purchase.parcel.order_id), tx.origins.find(find_location(tx, purchase.parcel))
    ship_to = _find_ship_to(order, tx.shops.get_settings(purchase.shop_domain))
    if origin is None or ship_to is None or not needs_customs(origin.address, ship_to):
        return False
    return any(_find_missing_filing(tx, purchase, order, origin.address, ship_to))


def read_contents(tx: Transaction, order: SalesOrder, lines: Sequence[PackedLine]) -> Sequence[ParcelItem]:
    """Read what is packed, with the data of its items."""
    packed = {each.line_item_id for each in lines}
    item_ids = {line.item_id for line in order.lines if line.item_id and line.line_item_id in packed}
    return list_parcel_items(order, lines, tx.erp.catalog.get_many(item_ids))


def find_location(tx: Transaction, parcel: Parcel) -> str | None:
    """Find the name of the storage location that most of a parcel's units are from; None if it is not known."""
    if tx.erp.stock is None:
        return None
    lines = {each.line_item_id for each in parcel.lines}
    units: Counter[int] = Counter()
    for each in tx.erp.stock.assignments.list_by_orders([parcel.order_id]):
        is_in_parcel = each.state is AssignmentState.ASSIGNED or each.shipment_id == parcel.id
        if is_in_parcel and each.line_item_id in lines:
            units[each.location_id] += each.quantity
    if not units:
        return None
    location = tx.erp.stock.locations.get(min(units, key=lambda each: (-units[each], each)))
    return location.name if location else None


def _find_ship_to(order: SalesOrder, settings: ShopSettings) -> Address | None:
    address = order.shipping_address
    return prepare_address(address, order.phone, settings.shipping_phone) if address else None


def _find_sender_problems(ship_from: Address | None, location: str | None) -> Iterator[str]:
    if ship_from is None:
        where = f"parcels from {location}" if location else "parcels"
        yield f"No sender's address is known for {where}. Add one under Settings, Shipping."
        return
    yield from find_address_problems(ship_from, "The sender's address")


def _find_recipient_problems(ship_to: Address | None) -> Iterator[str]:
    if ship_to is None:
        yield "The order has no shipping address. Add one in Shopify."
        return
    yield from find_address_problems(ship_to, "The order's shipping address")


def _find_export_problems(
    ship_from: Address, ship_to: Address, contents: Sequence[ParcelItem], settings: ShopSettings
) -> Iterator[str]:
    if not (ship_from.phone and ship_to.phone):
        whose = "The order" if ship_from.phone else "The sender's address"
        why = "has no phone number that can be called, and customs asks for one"
        yield f"{whose} {why}. Enter the store's in its settings."
    yield from find_customs_problems(contents, settings.customs_signer)


def _find_missing_filing(
    tx: Transaction, purchase: LabelPurchase, order: SalesOrder, ship_from: Address, ship_to: Address
) -> Iterator[str]:
    if needs_filing(*_find_way(purchase, ship_from, ship_to)):
        contents, others = read_contents(tx, order, purchase.parcel.lines), _list_parcels_beside(tx, purchase)
        beside = [item for each in others for item in read_contents(tx, order, each.lines)]
        yield from find_filing_problems(contents, parse_filing(purchase.options.filing or ""), beside)


def _list_parcels_beside(tx: Transaction, purchase: LabelPurchase) -> Sequence[Parcel]:
    """The other parcels of the order that may leave together with this one: the law looks at what leaves together."""
    shop = tx.shops.get(purchase.shop_domain)
    zone = shop.profile.zone if shop else UTC
    day = to_day(purchase.options.label_date or purchase.created_at, zone)
    others = tx.label_purchases.list_for_orders([purchase.parcel.order_id])
    same_way = [each for each in others if each.id != purchase.id and each.is_open and each.reverse == purchase.reverse]
    return [each.parcel for each in same_way if each.label_date is None or to_day(each.label_date, zone) >= day]


def _find_way(purchase: LabelPurchase, ship_from: Address, ship_to: Address) -> tuple[Address, Address]:
    """Where the parcel really goes from and to: a return label keeps the addresses of the way out."""
    return (ship_to, ship_from) if purchase.reverse else (ship_from, ship_to)


def _declare(
    contents: Sequence[ParcelItem], purchase: LabelPurchase, ship_from: Address, ship_to: Address, signer: str
) -> Customs:
    _, destination = _find_way(purchase, ship_from, ship_to)
    filing = parse_filing(purchase.options.filing or "") or choose_exemption(destination)
    return build_customs(contents, purchase.parcel, signer, filing)
