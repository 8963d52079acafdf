"""Records for pages to show, with long texts and in many states: for tests and measurements of all pages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from novex_shopify.config.container import Container
from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.issued_invoice import IssuedInvoice
from novex_shopify.domain.model.label import CarrierMessage, CarrierMode, CustomsForm, Postage, Rate
from novex_shopify.domain.model.label_purchase import PurchaseState
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.manifest import Manifest, ManifestState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.packing import (
    Alarm,
    ItemScanned,
    LotSwap,
    PackedUnits,
    Packing,
    ParcelClosed,
)
from novex_shopify.domain.model.parcel import Box, Parcel
from novex_shopify.domain.model.printer import Printer
from novex_shopify.domain.model.privacy import KeptInvoices, PrivacyRecord, PrivacyRequestKind
from novex_shopify.domain.model.product import Item, MatchedBy
from novex_shopify.domain.model.recall import NoticeChannel, RecallClass
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import StockMode
from novex_shopify.domain.model.stock_level import LevelState
from novex_shopify.domain.model.storage_location import StorageKind, StorageLocation
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.policies.hold_rules import build_rule
from novex_shopify.domain.use_cases.assignment.transfers import SHIP, AssignedPart, TransferDetails, transfer_units
from novex_shopify.domain.use_cases.indexing.index_records import index_customers
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from novex_shopify.domain.use_cases.manifests.carrier_days import list_carrier_days
from novex_shopify.domain.use_cases.recall.note_notice import Answer
from novex_shopify.domain.use_cases.recall.open_recall import RecallRequest
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import LotKey
from tests.builders import LINE_ID, NOON, a_customer, a_link, a_seller, an_invoiced_order
from tests.domain.use_cases.invoices.invoice_steps import TEA_REFUND
from tests.warehouse_world import NEWER, OLDER, assign, book, expect_return, open_warehouse, ship

STOCKED_SHOP = ShopDomain("a-store-that-keeps-stock-by-lots.myshopify.com")
ERROR = (
    "The shipment does not fit what Shopify still expects: line 10802824535005496: 1 shipped, 0 expected from there; "
    "gid://shopify/FulfillmentOrder/10802824535005496?with=a-long-address-that-has-no-spaces-and-never-ends-at-all "
) * 3


def plant_records(container: Container, shop: ShopDomain) -> dict[str, object]:
    """Plant what each address of `console_addresses.py` names, beside an order of a connected store and an import.

    Returns the ids by name; that of the order is not among them. A user exists.
    """
    _fail_an_import(container, shop)
    orders = _plant_orders_to_ship(container)
    lot_id, location_id = _fill_warehouse(container)
    shipped_lot_id, recall_number = _recall_a_lot(container)
    invoice, credit_note = _issue_invoices(container)
    labels = _plant_labels(container, orders)
    customer_id = _plant_customers(container, shop)
    packings = _plant_packings(container)
    issue_id = _plant_an_issue(container)
    _plant_levels(container, shop)
    with container.unit_of_work()() as tx:
        failed, done = tx.imports.list_latest(2)
        variants = tx.mappings.list_for_shop(shop, limit=1)
        return {
            "shop": shop,
            "user": tx.users.list_all()[0].id,
            "event": tx.events.list_latest(1)[0].id,
            "failed": failed.id,
            "done": done.id,
            "variant": variants[0].variant.variant_id,
            "to_ship": "-".join(order.id or "" for order in orders),
            "stocked_shop": STOCKED_SHOP,
            "stocked": orders[0].shopify_order_id,
            "short": orders[1].shopify_order_id,
            "held": 100000007,
            "lot": lot_id,
            "shipped_lot": shipped_lot_id,
            "recall": recall_number,
            "location": location_id,
            "customer": customer_id,
            "issue": issue_id,
            "series": invoice.series,
            "invoice": invoice.number,
            "credit_note": credit_note.number,
            **labels,
            **packings,
        }


def _plant_an_issue(container: Container) -> int:
    """One with an owner, a history and a long comment, and one that is ignored; returns the id of the first."""
    container.compare_issues().compare()
    with container.read_transaction() as tx:
        [owner] = tx.users.list_all()[:1]
        first, *others = [each.id for each in tx.issues.list_watched()]
    change = container.change_issues()
    change.assign([first], owner.to_actor())
    change.comment(first, ERROR[:900])
    change.ignore(others[:1], container.clock().now() + timedelta(days=7), until_more_orders=True)
    return first


def _plant_customers(container: Container, shop: ShopDomain) -> str:
    """Two people with long names, so that a search finds more than one; returns the ERP's id of one."""
    names = {7: "Wilhelmina", 8: "Alexandrina"}
    people = [a_customer(id=each, first_name=name, last_name="A-Featherstonehaugh") for each, name in names.items()]
    with container.transaction() as tx:
        customer_ids = tx.erp.customers.add(shop, people)
        index_customers(tx, shop, dict(zip(customer_ids, people, strict=True)))
        doubt = "customer 12345678901234567890 of the ERP has the same phone number, but another e-mail address"
        links = [a_link(each.id, erp_id) for each, erp_id in zip(people, customer_ids, strict=True)]
        tx.customer_links.save([replace(link, shop_domain=shop, review_reason=doubt) for link in links])
        kinds = (PrivacyRequestKind.DATA_REQUEST, "{}"), (PrivacyRequestKind.CUSTOMER_ERASURE, None)
        for kind, report in kinds:
            kept = KeptInvoices(3, date(2034, 12, 31))
            tx.privacy.add(PrivacyRecord(shop, kind, 2**60, NOON, NOON, report, kept=kept))
        tx.commit()
    return customer_ids[0]


def _plant_orders_to_ship(container: Container) -> Sequence[SalesOrder]:
    """Orders of another store, with lots and without, one of them with an exception."""
    open_warehouse(container, STOCKED_SHOP)
    address = Address(name="Wilhelmina Featherstonehaugh-Cholmondeley", country_code="GB")
    ready, short = (
        book(container, name, 12, STOCKED_SHOP, shipping_address=address) for name in ("#100000001", "#100000002")
    )
    assign(container, ready, OLDER, 12)
    assign(container, short, NEWER, 5)
    with container.transaction() as tx:
        assert tx.erp.stock
        for kind in OrderExceptionKind:
            tx.erp.stock.order_exceptions.open(OrderException(0, short.id or "", LINE_ID, kind, 2, NOON))
        tx.commit()
    returned = book(container, "#100000005", 12, STOCKED_SHOP)
    ship(container, returned, NEWER, 12)
    expect_return(container, returned, NEWER, 4)
    received = book(container, "#100000006", 4, STOCKED_SHOP)
    ship(container, received, NEWER, 4)
    container.receive_return()(expect_return(container, received, NEWER, 4).id, location="Rack")
    _hold_orders(container, ready, book(container, "#100000007", 12, STOCKED_SHOP))
    return ready, short


def _hold_orders(container: Container, released: SalesOrder, held: SalesOrder) -> None:
    """One with a long reason, and one that was released; and a rule that finds nothing."""
    container.change_hold_rules().save(STOCKED_SHOP, build_rule("R" * 60, "tag", ["a-tag-of-no-order" * 10]))
    for order in (released, held):
        container.hold_order()(STOCKED_SHOP, order.shopify_order_id, ERROR)
    container.release_order()(STOCKED_SHOP, released.shopify_order_id, ERROR)


def _fill_warehouse(container: Container) -> tuple[int, int]:
    """A quarantined lot and an expired one, with long names and large numbers, and what was done with them."""
    item = Item("ITEM-WITH-A-LONG-ID-OF-ITS-OWN", "Kimchi of white cabbage, mild, 350 g jar")
    container.put_items()([item])
    location = container.save_location()(
        StorageLocation(0, "Freezer 12 behind the second loading dock", StorageKind.FREEZER)
    )
    key = LotKey(item.id, "L26-11-23-MORNING-SHIFT-LINE-2-0001")
    receipt = Receipt(
        item.id, key.code, location.name, 123_456_789, expires_on=date(2020, 5, 2), supplier_code="S" * 40
    )
    lot = container.receive_lot()(replace(receipt, note=ERROR, reference="DELIVERY-NOTE-2026-11-23-0001")).lot
    container.hold_stock()(key, location.name, 1_000_000, ERROR)
    container.quarantine_lot()(key, ERROR)
    container.receive_lot()(replace(receipt, lot_code="L2", expires_on=date(2999, 5, 2)))
    return lot.id, location.id


def _recall_a_lot(container: Container) -> tuple[int, str]:
    """The exercise of a recall: a company has units of the lot, and has answered at length."""
    long_name = "Featherstonehaugh-Cholmondeley Delicatessen and Provisions Limited"
    address = Address(f"Wilhelmina of {long_name}", long_name, "A" * 40, city="Llanfairpwllgwyngyllgogerychwyrn")
    bought = book(container, "#100000003", 4, STOCKED_SHOP, shipping_address=address, email=f"{'w' * 60}@example.com")
    assigned = assign(container, bought, OLDER, 4)
    with container.transaction() as tx:
        assert tx.erp.stock
        details = TransferDetails(NOON, shipment_id="SHIP-OUT-2026-11-26-1007")
        transfer_units(tx.erp.stock, [AssignedPart(assigned, 4)], SHIP, details)
        tx.commit()
    key = LotKey(assigned.item_id, OLDER)
    recall = container.open_recall()(RecallRequest([key], RecallClass.CLASS_1, ERROR, mock=True))
    container.note_notice()(recall.number, bought.id or "", NoticeChannel.LETTER, Answer(ERROR, 4))
    return assigned.lot_id, recall.number


def _plant_labels(container: Container, orders: Sequence[SalesOrder]) -> Mapping[str, int]:
    """One whose rates are there, one that waits for a person, and one that is bought."""
    rate = Rate("rate_1", "USPS", "GroundAdvantage", Money(Decimal("6.07"), "USD"), 3)
    postage = Postage("9400100208303109505657", rate, rate.price, "https://labels.example/1.png")
    box = Box("M", "Medium", 300, 200, 150, 120)
    states: Mapping[str, Mapping[str, Any]] = {
        "rated": {"state": PurchaseState.RATED, "messages": (CarrierMessage("UPS", "Invalid Access License number"),)},
        "undecided": {"state": PurchaseState.BOUGHT, "postage": postage, "ship_error": ERROR, "chosen": rate},
        "bought": {
            "state": PurchaseState.BOUGHT,
            "postage": replace(postage, forms=(CustomsForm("commercial_invoice", "https://labels.example/1.pdf"),)),
            "chosen": rate,
            "why_chosen": "The cheapest.",
            "bought_at": NOON,
            "ship_from": "Featherstonehaugh-Cholmondeley Limited, 388 Townsend St, 94107 San Francisco CA, US",
        },
    }
    with container.unit_of_work()() as tx:
        ids = {}
        for name, changes in states.items():
            parcel = Parcel(f"PAR-{name}", orders[0].id or "", (PackedLine(LINE_ID, 12),), box, 1_500)
            added = tx.label_purchases.add(STOCKED_SHOP, parcel, NOON)
            tx.label_purchases.save(replace(added, rates=(rate,), next_attempt_at=None, **changes))
            ids[name] = added.id
        tx.carrier_accounts.save(STOCKED_SHOP, CarrierMode.TEST, Secret("key"), None)
        [parcels] = list_carrier_days(tx, NOON.date(), NOON)
        for state in (ManifestState.CREATED, ManifestState.FAILED):
            begun = Manifest.begin(parcels.carrier_day, parcels.totals, NOON)
            tx.manifests.add(replace(begun, state=state, next_attempt_at=None, last_error=ERROR[:200]), [])
        tx.commit()
    return ids


def _plant_levels(container: Container, shop: ShopDomain) -> None:
    """The first variant of the store at a location, with the longest texts."""
    now = container.clock().now()
    with container.transaction() as tx:
        [mapping] = tx.mappings.list_for_shop(shop, limit=1)
        variant = replace(mapping.variant, inventory_item_id=mapping.variant.inventory_item_id or 77)
        item = tx.erp.catalog.list_page(1)[0]
        tx.mappings.upsert_variants(shop, [variant])
        tx.mappings.save(replace(mapping, variant=variant, item_id=item.id, matched_by=MatchedBy.PERSON, pieces=12))
        tx.shops.save_settings(shop, replace(tx.shops.get_settings(shop), stock_since=now, push_stock=StockMode.REPORT))
        location = Location(shop, 7_000_000_001, "A location with a rather long name of its own")
        service = Location(shop, 7_000_000_002, "Elsewhere", is_fulfillment_service=True)
        tx.shop_stock.locations.save([location, service])
        tx.shop_stock.locations.save_mapping(LocationMapping(shop, location.id, takes_rest=True))
        tx.shop_stock.safety.save(SafetyStock(1_000, shop, location.id, item.id))
        tx.shop_stock.syncs.set_pause(shop, now, "Anna", ERROR[:200])
        tx.shop_stock.levels.derive(shop, None, now)
        for level in tx.shop_stock.levels.list_by_items([item.id]):
            refused = replace(
                level, state=LevelState.REFUSED, error=ERROR, on_hand=1_000_000, committed=12, available=3
            )
            tx.shop_stock.levels.save([replace(refused, target=12, read_at=now)])
        tx.commit()


def _plant_packings(container: Container) -> Mapping[str, str | None]:
    """Parcels at each stage that has a look of its own, all packed by the signed-in user."""
    ids = dict[str, str | None]()
    with container.read_transaction() as tx:
        packer = tx.users.list_all()[0].to_actor()
    counted = (ItemScanned((PackedUnits(LINE_ID, 1, OLDER),)),)
    alarm = Alarm(ERROR[:200], LotSwap(LINE_ID, NEWER, 2))
    states: Mapping[str, Mapping[str, Any]] = {
        "scanning": {},
        "alarm": {"alarm": alarm},
        "box": {"steps": (*counted, ParcelClosed(is_short=True))},
        "rates": {"steps": (*counted, ParcelClosed(is_short=False)), "parcel_id": "PAR-packed"},
    }
    rate = Rate("rate_1", "USPS", "GroundAdvantage", Money(Decimal("6.07"), "USD"), 3)
    box = Box("M", "Medium", 300, 200, 150, 120)
    for number, (name, changes) in enumerate(states.items(), 11):
        order = book(container, f"#1000000{number}", 3, STOCKED_SHOP)
        assign(container, order, OLDER, 1)
        ids[name] = order.id
        with container.transaction() as tx:
            tx.boxes.save(box)
            tx.printers.save(Printer("Packing table by the second loading dock", f"http://127.0.0.1:9101/{'p' * 60}"))
            if name == "rates":
                parcel = Parcel("PAR-packed", order.id or "", (PackedLine(LINE_ID, 1, OLDER),), box, 1_500)
                added = tx.label_purchases.add(STOCKED_SHOP, parcel, NOON)
                rated = replace(added, rates=(rate,), state=PurchaseState.RATED, next_attempt_at=None)
                tx.label_purchases.save(replace(rated, messages=(CarrierMessage("UPS", ERROR),)))
            tx.packings.save(Packing(order.id or "", STOCKED_SHOP, packer, NOON, NOON, **changes))
            tx.commit()
    return ids


def _issue_invoices(container: Container) -> Sequence[IssuedInvoice]:
    """An invoice and its credit note, with long names."""
    name = "#100000000000000009"
    seller = a_seller(legal_name="Featherstonehaugh-Cholmondeley Delicatessen and Provisions Limited", name="f" * 60)
    order = an_invoiced_order(shop_domain=STOCKED_SHOP, shopify_order_id=9, name=name)
    order = replace(order, lines=(replace(order.lines[0], title=ERROR[:200], sku="S" * 60), *order.lines[1:]))
    with container.transaction() as tx:
        get_invoices(tx).sellers.save(seller)
        tx.erp.orders.apply([order])
        tx.commit()
    with container.read_transaction() as tx:
        order_id = tx.erp.orders.get_many(STOCKED_SHOP, [9])[0].id or ""
    container.issue_invoice()(order_id)
    with container.transaction() as tx:
        tx.erp.orders.apply([replace(order, refunds=(TEA_REFUND,))])
        tx.commit()
    issued: Sequence[IssuedInvoice] = container.issue_invoice()(order_id)
    return issued


def _fail_an_import(container: Container, shop: ShopDomain) -> None:
    now = container.clock().now()
    with container.unit_of_work()() as tx:
        tx.imports.start(shop, ImportKind.CUSTOMERS, now)
        claimed = tx.imports.claim(WorkerId("a-worker-of-the-test", 1), now)
        assert claimed
        tx.imports.add_refused_lines(claimed, [RefusedLine(1, ERROR)])
        tx.imports.save(claimed.finish(ImportStatus.FAILED, now), now)
        tx.commit()
