"""Kills a worker at every point of an import of one kind, one point after the other.

Run by `test_every_point.py` in a process of its own, since it forks. Each time another worker goes on where the first
one stopped; then everything is in the ERP once, and counted once.
"""

import sys
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
from dependency_injector import providers
from sqlalchemy import Engine

from novex_shopify import Item
from novex_shopify.config.connector import Connector
from novex_shopify.domain.model.import_run import ImportKind, ImportProgress, ImportStatus
from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter
from novex_shopify.domain.model.webhook_topic import READ_ORDER
from novex_shopify.domain.policies.reconciliation import day_of
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.entrypoints.demo.store import Store
from tests.chaos.mortality import Death, MortalPort, MortalUnitOfWork, dies
from tests.sandbox import Sandbox

ITEM = "TEA-EARL-100"
ORDERS = 2


def work_until_killed(engine: Engine, death: Death) -> None:
    """What the child does, with the parent's engine: it has no connection now, but knows the statements."""
    container = Connector.from_env().container
    container.engine.override(providers.Object(engine))
    container.unit_of_work.override(providers.Object(MortalUnitOfWork(container.unit_of_work(), death)))
    container.bulk_operations.override(providers.Object(MortalPort(container.bulk_operations(), death)))
    container.admin.override(providers.Object(MortalPort(container.admin(), death)))
    work(container)


def work(container: Any) -> None:
    """Until the import is finished; nobody waits for the next look."""
    container.run_import.add_kwargs(most_at_once=15)
    while True:
        while container.run_import().run_next():
            pass
        with container.unit_of_work()() as tx:
            unfinished = [run for run in tx.imports.latest(len(ImportKind)) if not run.finished]
            for run in unfinished:
                tx.imports.release(run.shop_domain, container.clock().now())
            tx.commit()
        if not unfinished:
            return


def plan(connector: Connector, shop: ShopDomain, kind: ImportKind) -> None:
    """An import of this kind, and no other."""
    today = day_of(connector.container.clock().now())
    lately = OrderRange.placed_on(today - timedelta(days=1), today)
    with connector.transaction() as tx:
        others = [run.id for run in tx.imports.latest(len(ImportKind)) if run.kind is not kind]
    for run_id in others:
        connector.container.run_import().cancel(run_id)
    connector.container.run_import().start(shop, kind, lately if kind is ImportKind.ORDERS else None)


def look_at_customers(tx: Transaction, store: Store, progress: ImportProgress) -> None:
    """None is missing, doubled, or counted twice."""
    links = tx.customer_links.of(ShopDomain(store.domain))
    assert len({link.erp_id for link in links}) == tx.erp.customers.count(ShopDomain(store.domain))
    assert len(links) == progress.read == store.count_customers()


def look_at_products(tx: Transaction, store: Store, progress: ImportProgress) -> None:
    """The same, and what can be matched is."""
    mapped = tx.mappings.of(ShopDomain(store.domain), MappingStatus.MAPPED)
    assert len(tx.mappings.of(ShopDomain(store.domain))) == progress.read == store.count_variants()
    assert [mapping.variant.sku for mapping in mapped] == [ITEM]


def look_at_orders(tx: Transaction, store: Store, progress: ImportProgress) -> None:
    """Each was read once, and handed to the events."""
    these = EventFilter(shop=ShopDomain(store.domain), topic=READ_ORDER.name)
    inbox = [event.resource_key for event in tx.events.latest(9, these)]
    assert progress.written == len(inbox) == len(set(inbox)) == ORDERS


LOOK_AT = {
    ImportKind.CUSTOMERS: look_at_customers,
    ImportKind.PRODUCTS: look_at_products,
    ImportKind.ORDERS: look_at_orders,
}


def main() -> None:
    """Every point, each in a store of its own; writes how many there are."""
    address, kind = sys.argv[1], ImportKind(sys.argv[2])
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as http:
        sandbox, point, killed = Sandbox(address, http, "", ""), 0, True
        connector = Connector.from_env()
        connector.put_items([Item("ITEM", "Tea", sku=ITEM)])
        while killed:
            point += 1
            store = sandbox.store(f"mortal-{point}.myshopify.com")
            for _ in range(ORDERS):
                store.order_of({})
            shop = connector.connect_shop(store.domain, access_token=sandbox.token(store.domain)).domain
            plan(connector, shop, kind)
            engine = connector.container.engine()
            engine.dispose()
            killed = dies(partial(work_until_killed, engine), point)
            connector.container.rescue_claims()()
            work(connector.container)
            with connector.transaction() as tx:
                run = tx.imports.last(shop, kind)
                assert run is not None
                assert (run.status, run.progress.refused) == (ImportStatus.DONE, 0)
                LOOK_AT[kind](tx, store, run.progress)
        connector.close()
    sys.stdout.write(f"{point - 1}\n")


if __name__ == "__main__":
    main()
