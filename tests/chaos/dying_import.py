"""Kills a worker at every point of a store's imports, one point after the other.

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
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter
from novex_shopify.domain.model.webhook_topic import READ_ORDER
from novex_shopify.domain.policies.reconciliation import day_of
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
    """Until all imports are finished; nobody waits for the next look."""
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


def lately(connector: Connector) -> OrderRange:
    """The orders of these days."""
    today = day_of(connector.container.clock().now())
    return OrderRange.placed_on(today - timedelta(days=1), today)


def look(connector: Connector, store: Store) -> None:
    """Nothing is missing, doubled, or counted twice."""
    shop = ShopDomain(store.domain)
    with connector.transaction() as tx:
        runs = {run.kind: run for run in tx.imports.latest(len(ImportKind))}
        links = tx.customer_links.of(shop)
        mapped = tx.mappings.of(shop, MappingStatus.MAPPED)
        inbox = [event.resource_key for event in tx.events.latest(9, EventFilter(shop=shop, topic=READ_ORDER.name))]
        assert len({link.erp_id for link in links}) == tx.erp.customers.count(shop) == store.count_customers()
        assert len(tx.mappings.of(shop)) == store.count_variants()
        assert [mapping.variant.sku for mapping in mapped] == [ITEM]
    assert {run.status for run in runs.values()} == {ImportStatus.DONE}
    assert runs[ImportKind.CUSTOMERS].progress.read == store.count_customers()
    assert runs[ImportKind.PRODUCTS].progress.read == store.count_variants()
    assert runs[ImportKind.ORDERS].progress.written == len(inbox) == len(set(inbox)) == ORDERS
    assert {run.progress.refused for run in runs.values()} == {0}


def main() -> None:
    """Every point, each in a store of its own; writes how many there are."""
    address = sys.argv[1]
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as http:
        sandbox, point, killed = Sandbox(address, http, "", ""), 0, True
        connector = Connector.from_env()
        connector.put_items([Item("ITEM", "Tea", sku=ITEM)])
        while killed:
            point += 1
            shop = f"mortal-{point}.myshopify.com"
            for _ in range(ORDERS):
                sandbox.store(shop).order_of({})
            connector.connect_shop(shop, access_token=sandbox.token(shop))
            connector.container.run_import().start(ShopDomain(shop), ImportKind.ORDERS, lately(connector))
            engine = connector.container.engine()
            engine.dispose()
            killed = dies(partial(work_until_killed, engine), point)
            connector.container.rescue_claims()()
            work(connector.container)
            look(connector, sandbox.store(shop))
        connector.close()
    sys.stdout.write(f"{point - 1}\n")


if __name__ == "__main__":
    main()
