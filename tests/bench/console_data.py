"""A console with much to show: 145,000 events, 29,000 orders, 16,800 variants and 50,000 lots."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session

from novex_shopify.adapters.persistence.batch_statements import insert_many
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import WebhookEventRow
from novex_shopify.config.container import Container
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.lot import Lot, LotSource
from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.model.user import Role, Visitor
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus, OrderStatus, WarehouseState
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import order_key, variant_key
from novex_shopify.domain.use_cases.indexing.index_records import index_customers, index_lots, index_orders
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.bench import search
from tests.bench.lots import batch
from tests.bench.orders import SHOP
from tests.builders import a_link
from tests.planted_records import plant_records

EVENTS, ORDERS, VARIANTS, LOTS = 145_000, 29_000, 16_800, 50_000
STORED = {"orders": 1_000, "variants": 1_050, "lots": 1_000}
"""How many the product stores itself. The others are copies by SQL, with other ids, so that this takes seconds."""
TO_SHIP_EVERY, BLOCKED, FAILED = 14, 2_000, 500
AWAITED_VARIANTS, ERRORS = 60, 12
FIRST_ORDER = 5 * 10**12
_SPREAD = timedelta(days=14)
_TOPICS = ("orders/create", "orders/paid", "orders/updated", "orders/updated", "orders/fulfilled")
_BODY = b'{"id": %d, "name": "#%d", "note": "' + b"Please ring. " * 60 + b'"}'


_STEP = 1_000_000
_NEW_ID, _NEW_LOT = f"original.id + copy * {_STEP}", f"original.lot_id + copy * {_STEP}"
_NEW_ORDER = f"original.order_id + copy * {_STEP}"
_COPIES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "erp_orders": (
        "orders",
        {
            "id": _NEW_ID,
            "shopify_order_id": f"original.shopify_order_id + copy * {_STEP}",
            "name": f"'#' || (copy * {_STEP} + original.id)",
        },
    ),
    "erp_order_lines": ("orders", {"order_id": _NEW_ORDER}),
    "erp_order_taxes": ("orders", {"order_id": _NEW_ORDER}),
    "erp_order_states": ("orders", {"order_id": _NEW_ORDER}),
    "shopify_order_links": (
        "orders",
        {
            "shopify_id": f"original.shopify_id + copy * {_STEP}",
            "erp_id": f"CAST(CAST(original.erp_id AS BIGINT) + copy * {_STEP} AS TEXT)",
        },
    ),
    "shopify_order_overviews": (
        "orders",
        {
            "shopify_order_id": f"original.shopify_order_id + copy * {_STEP}",
            "erp_id": f"CAST(CAST(original.erp_id AS BIGINT) + copy * {_STEP} AS TEXT)",
            "name": f"'#' || (copy * {_STEP} + CAST(original.erp_id AS BIGINT))",
        },
    ),
    "shopify_product_mappings": (
        "variants",
        {
            "id": _NEW_ID,
            "product_id": f"original.product_id + copy * {_STEP}",
            "variant_id": f"original.variant_id + copy * {_STEP}",
        },
    ),
    "erp_items": ("variants", {"id": "original.id || '-' || copy"}),
    "erp_lots": (
        "lots",
        {
            "id": _NEW_ID,
            "code": "original.code || '-' || copy",
            "code_key": "original.code_key || '-' || copy",
        },
    ),
    "erp_stock": ("lots", {"lot_id": _NEW_LOT}),
    "erp_movements": ("lots", {"id": _NEW_ID, "lot_id": _NEW_LOT}),
}
"""What copies of a row have otherwise."""


def fill(container: Container) -> Mapping[str, object]:
    """Returns the ids that `console_addresses.py` names."""
    _add_orders(container)
    with container.transaction() as tx:
        search.add_products(tx, range(STORED["variants"]))
        tx.commit()
    _add_lots(container)
    _add_copies(container)
    _add_events(container)
    with container.transaction() as tx:
        tx.users.add("ann@example.com", "Ann", Role.ADMIN, container.clock().now())
        tx.shops.save_settings(ShopDomain(SHOP), ShopSettings(stock_since=container.clock().now() - _SPREAD))
        tx.imports.start(ShopDomain(SHOP), ImportKind.PRODUCTS, container.clock().now())
        run = tx.imports.claim(WorkerId("bench", 1), container.clock().now())
        assert run
        tx.imports.save(run.finish(ImportStatus.DONE, container.clock().now()), container.clock().now())
        tx.commit()
    return {**plant_records(container, ShopDomain(SHOP)), "order": FIRST_ORDER + STORED["orders"] - 1}


def open_session(container: Container) -> Secret:
    """The token of a session of the admin."""
    with container.transaction() as tx:
        [user] = tx.users.list_all()
        token: Secret = container.open_session().in_transaction(tx, user, Visitor("127.0.0.1"))
        tx.commit()
    return token


def _add_orders(container: Container) -> None:
    random, now = Random(7), container.clock().now()
    count = STORED["orders"]
    people = [search.build_customer(number, random) for number in range(1, count + 1)]
    with container.transaction() as tx:
        ids = tx.erp.customers.add(ShopDomain(SHOP), people)
        index_customers(tx, ShopDomain(SHOP), dict(zip(ids, people, strict=True)))
        tx.commit()
    with container.transaction() as tx:
        orders = [
            replace(search.build_order(number, people[number]), ordered_at=now - _age(number, count))
            for number in range(count)
        ]
        order_ids = tx.erp.orders.apply(orders)
        index_orders(tx, dict(zip(order_ids, orders, strict=True)))
        tx.order_links.save([_link(number, order_id) for number, order_id in enumerate(order_ids)])
        states = get_stock(tx).warehouse_states
        states.mark_due(order_ids, now)
        for number, order_id in enumerate(order_ids):
            states.save(_build_state(number, order_id, now - _age(number, count)))
        tx.commit()


def _add_copies(container: Container) -> None:
    with container.engine().begin() as connection:
        for table, (what, differences) in _COPIES.items():
            total = {"orders": ORDERS, "variants": VARIANTS, "lots": LOTS}[what]
            names = list(Row.metadata.tables[table].columns.keys())
            values = ", ".join(differences.get(name, f"original.{name}") for name in names)
            copies = " UNION ALL ".join(f"SELECT {number} AS copy" for number in range(1, total // STORED[what]))
            columns = ", ".join(names)
            statement = (
                f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} AS original, ({copies}) AS copies"
            )
            connection.exec_driver_sql(statement)


def _age(number: int, count: int) -> timedelta:
    """The last ones are the newest."""
    return _SPREAD * ((count - number) / count)


def _link(number: int, order_id: str) -> ResourceLink:
    return replace(a_link(FIRST_ORDER + number, order_id), shop_domain=ShopDomain(SHOP))


def _build_state(number: int, order_id: str, at: datetime) -> WarehouseState:
    if number % TO_SHIP_EVERY == 0:
        return WarehouseState(order_id, OrderStatus.OPEN, FulfillmentStatus.UNFULFILLED, promised_on=at.date())
    return WarehouseState(
        order_id,
        OrderStatus.COMPLETED,
        FulfillmentStatus.FULFILLED,
        promised_on=at.date(),
        first_assigned_at=at,
        shipped_at=at + timedelta(hours=20),
    )


def _add_lots(container: Container) -> None:
    now = container.clock().now()
    with container.transaction() as tx:
        rack = get_stock(tx).locations.save(StorageLocation(0, "Shelf"))
        tx.commit()
    with container.transaction() as tx:
        _add_some_lots(tx, range(STORED["lots"]), rack.id, now)
        tx.commit()


def _add_some_lots(tx: Transaction, numbers: Iterable[int], location_id: int, now: datetime) -> None:
    stock = get_stock(tx)
    lots = [
        stock.lots.add(
            Lot(
                0,
                f"BENCH-{number % STORED['variants']}",
                f"L-{number:06}",
                LotSource.PURCHASE,
                now,
                expires_on=now.date() + timedelta(days=number % 700),
            )
        )
        for number in numbers
    ]
    index_lots(tx, lots)
    stock.ledger.post([Movement(MovementKind.RECEIVE, lot.id, location_id, StockChange(free=24)) for lot in lots], now)


def _add_events(container: Container) -> None:
    now = container.clock().now()
    with Session(container.engine()) as session:
        for numbers in batch(range(EVENTS)):
            insert_many(session, WebhookEventRow, [*_build_rows(numbers, now)])
        session.commit()


def _build_rows(numbers: list[int], now: datetime) -> Iterator[dict[str, Any]]:
    """Five for each order, with the same cause; those of the newest orders are blocked or failed."""
    for number in numbers:
        order, received_at = number // 5, now - _age(number, EVENTS)
        status, error, waiting_for = EventStatus.DONE, None, None
        left = EVENTS - number
        if left <= BLOCKED:
            waiting_for = variant_key(10**9 + STORED["variants"] - 1 - order % AWAITED_VARIANTS)
            status, error = EventStatus.PARKED, "A product is not mapped."
        elif left <= BLOCKED + FAILED:
            status, error = EventStatus.DEAD, f"Order #{order} has no {'abcdefghijkl'[order % ERRORS] * 9}"
        yield {
            "provider": "shopify",
            "shop_domain": SHOP,
            "webhook_id": f"bench-{number}",
            "topic": ("orders/create", "orders/paid", "orders/updated", "orders/updated", "orders/fulfilled")[
                number % 5
            ],
            "triggered_at": received_at,
            "resource_key": order_key(FIRST_ORDER + order),
            "body": _BODY % (FIRST_ORDER + order, search.FIRST_NUMBER + order),
            "status": status,
            "attempts": 1,
            "received_at": received_at,
            "settled_at": received_at + timedelta(milliseconds=80 + number % 40),
            "next_attempt_at": None,
            "last_error": error,
            "waiting_for": waiting_for,
        }
