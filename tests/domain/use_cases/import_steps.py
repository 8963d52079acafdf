"""Shared steps: run imports, change the operation at Shopify, and read the results."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportRun
from tests.builders import SHOP

MINUTE = timedelta(minutes=1)


def run_until_idle(container: Container) -> None:
    """Run imports and events for 20 minutes."""
    for _ in range(20):
        while container.run_import().run_next() or container.process_event().run_next():
            pass
        clock = container.clock()
        assert isinstance(clock, ManualClock)
        clock.advance(MINUTE)


def get_latest_run(container: Container, kind: ImportKind = ImportKind.CUSTOMERS) -> ImportRun:
    with container.unit_of_work()() as tx:
        return next(run for run in tx.imports.list_latest(9) if run.kind is kind)


def list_refused_lines(container: Container) -> list[RefusedLine]:
    """List the lines that the latest import of customers refused."""
    run = get_latest_run(container)
    with container.unit_of_work()() as tx:
        return list(tx.imports.list_refused_lines(run.id))


def list_first_names(container: Container) -> list[str | None]:
    """List the first names in the ERP, by Shopify id."""
    with container.unit_of_work()() as tx:
        customers = [tx.erp.customers.get(link.erp_id) for link in tx.customer_links.list_for_shop(SHOP)]
        return [customer.first_name for customer in customers if customer]


def update_operation(fake_shop: FakeShop, **changes: Any) -> None:
    """Change Shopify's latest operation."""
    last = list(fake_shop.bulk_operations)[-1]
    fake_shop.bulk_operations[last] = replace(fake_shop.bulk_operations[last], **changes)
