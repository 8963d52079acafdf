"""A lot that customers have, and its console."""

from collections.abc import Generator

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from tests.builders import NOON, a_shop
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import open_warehouse, receive
from tests.domain.use_cases.trace.trace_steps import assign, order, ship, ship_untraced
from tests.entrypoints.web.console.local_console import open_local_console


@pytest.fixture
def fakes(container: Container) -> Fakes:
    """Twenty units of lot 1: two shipped, three assigned, four shipped by assumption, and five untraced ones."""
    clock = ManualClock(NOON)
    container.clock.override(providers.Object(clock))
    unit_of_work = container.unit_of_work()
    open_warehouse(unit_of_work)
    fakes = Fakes(unit_of_work=unit_of_work, clock=clock)
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    receive(fakes, 20)
    ship(fakes, order(fakes, 1), 2)
    assign(fakes, order(fakes, 2), 3)
    ship(fakes, order(fakes, 3), 4, inferred=True)
    ship_untraced(fakes, order(fakes, 4), 5)
    return fakes


@pytest.fixture
def console(container: Container, fakes: Fakes) -> Generator[TestClient]:
    """The console of a local installation, with that warehouse."""
    with open_local_console(container) as client:
        yield client
