"""Kills a worker at the points of an import of one kind, one point after the other.

`test_crash_points.py` runs it in a process of its own, because it forks. Each time another worker continues where the
first one stopped; then everything is in the ERP once, and counted once.
"""

from datetime import timedelta
from functools import partial
from typing import Any

import httpx
from dependency_injector import providers
from sqlalchemy import Engine, func
from sqlmodel import select

from novex_shopify import Item
from novex_shopify.adapters.erp.customers import CustomerRow, SqlCustomers
from novex_shopify.domain.model.import_run import ImportKind, ImportProgress, ImportStatus
from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter
from novex_shopify.domain.model.webhook_topic import ORDER_READ_TOPIC
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.chaos.crash_points import (
    STEP,
    CrashingPort,
    CrashingUnitOfWork,
    CrashInjector,
    build_worker,
    choose_start,
    run_and_crash,
)
from tests.sandbox import Sandbox

MATCHED_SKU = "TEA-EARL-100"
ORDERS = 2


def run_child(engine: Engine, injector: CrashInjector) -> None:
    container = build_worker(engine)
    container.unit_of_work.override(providers.Object(CrashingUnitOfWork(container.unit_of_work(), injector)))
    container.bulk_operations.override(providers.Object(CrashingPort(container.bulk_operations(), injector)))
    container.shopify_admin.override(providers.Object(CrashingPort(container.shopify_admin(), injector)))
    run_imports(container)


def run_imports(container: Any) -> None:
    """Run until the import is finished, without waiting for the next check of Shopify's file."""
    container.run_import.add_kwargs(max_batch_size=15)
    while True:
        while container.run_import().run_next():
            pass
        with container.unit_of_work()() as tx:
            unfinished = [run for run in tx.imports.list_latest(len(ImportKind)) if not run.finished]
            for run in unfinished:
                tx.imports.release(run.shop_domain, container.clock().now())
            tx.commit()
        if not unfinished:
            return


def start_import(connector: Connector, shop: ShopDomain, kind: ImportKind) -> None:
    """Start an import of this kind and cancel all others."""
    today = to_day(connector.container.clock().now())
    lately = OrderRange.placed_on(today - timedelta(days=1), today)
    with connector.transaction() as tx:
        others = [run.id for run in tx.imports.list_latest(len(ImportKind)) if run.kind is not kind]
    for run_id in others:
        connector.container.run_import().cancel(run_id)
    connector.container.run_import().start(shop, kind, lately if kind is ImportKind.ORDERS else None)


def count_erp_customers(tx: Transaction, shop: str) -> int:
    assert isinstance(tx.erp.customers, SqlCustomers)
    statement = select(func.count()).select_from(CustomerRow).where(CustomerRow.shop_domain == shop)
    return tx.erp.customers.session.exec(statement).one()


def check_customers(tx: Transaction, shop: ShopClient, progress: ImportProgress) -> None:
    """No customer is missing, written twice or counted twice."""
    links = tx.customer_links.list_for_shop(ShopDomain(shop.domain))
    assert len({link.erp_id for link in links}) == count_erp_customers(tx, shop.domain)
    assert len(links) == progress.read == shop.count_customers()


def check_products(tx: Transaction, shop: ShopClient, progress: ImportProgress) -> None:
    """No variant is missing or counted twice, and the one with a known SKU is mapped."""
    mapped = tx.mappings.list_for_shop(ShopDomain(shop.domain), MappingStatus.MAPPED)
    assert len(tx.mappings.list_for_shop(ShopDomain(shop.domain))) == progress.read == shop.count_variants()
    assert [mapping.variant.sku for mapping in mapped] == [MATCHED_SKU]


def check_orders(tx: Transaction, shop: ShopClient, progress: ImportProgress) -> None:
    """Each order was read once and became one event."""
    these = EventFilter(shop=ShopDomain(shop.domain), topic=ORDER_READ_TOPIC.name)
    inbox = [event.resource_key for event in tx.events.list_latest(9, these)]
    assert progress.written == len(inbox) == len(set(inbox)) == ORDERS


CHECKS = {
    ImportKind.CUSTOMERS: check_customers,
    ImportKind.PRODUCTS: check_products,
    ImportKind.ORDERS: check_orders,
}


def find_last_crash_point(address: str, kind: ImportKind) -> int:
    """Go through every point, each in a store of its own; returns the last one."""
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as http:
        sandbox, point, killed = Sandbox(address, http, "", ""), choose_start(), True
        connector = Connector.from_env()
        connector.put_items([Item("ITEM", "Tea", sku=MATCHED_SKU)])
        while killed:
            point += STEP
            sandbox_shop = sandbox.get_shop(f"crash-{point}.myshopify.com")
            for _ in range(ORDERS):
                sandbox_shop.place_custom_order({})
            shop = connector.connect_shop(
                sandbox_shop.domain, access_token=sandbox.create_token(sandbox_shop.domain)
            ).domain
            start_import(connector, shop, kind)
            engine = connector.container.engine()
            engine.dispose()
            killed = run_and_crash(partial(run_child, engine), point)
            connector.container.rescue_claims()()
            run_imports(connector.container)
            with connector.transaction() as tx:
                run = tx.imports.find_last(shop, kind)
                assert run is not None
                assert (run.status, run.progress.refused) == (ImportStatus.DONE, 0)
                CHECKS[kind](tx, sandbox_shop, run.progress)
        connector.close()
    return point - STEP
