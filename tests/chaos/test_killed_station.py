"""A station whose server is killed while a label is bought: after the restart the same page buys and ships it once."""

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from novex_shopify.config.container import Container
from novex_shopify.config.settings import read_settings
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop_settings import RateRule
from tests.builders import SHOP
from tests.easypost import TEST_KEY, EasyPostAccount, run_easypost
from tests.installation import build_environment
from tests.polling import wait_until
from tests.process_cluster import ProcessCluster, run_process_cluster
from tests.warehouse_world import KIMCHI, OLDER, assign, book, list_assignments, open_warehouse

WAIT_SECONDS = 30
WORKS = Address(
    "Ann", "Works", "388 Townsend St", zip="94107", city="San Francisco", province_code="CA", country_code="US"
)
PHONE = "+13125550142"
CUSTOMER = replace(WORKS, name="Bea", company=None, address1="179 N Harbor Dr", zip="90277", city="Redondo Beach")


@pytest.fixture
def easypost() -> Generator[EasyPostAccount]:
    with run_easypost() as account:
        yield account


@pytest.fixture
def container(
    migrated_sqlite_url: str, easypost: EasyPostAccount, monkeypatch: pytest.MonkeyPatch
) -> Generator[Container]:
    """A warehouse on a SQLite file, with an account for labels, and the settings of the processes to start."""
    account = {
        "EASYPOST_API_KEY": TEST_KEY,
        "EASYPOST_MODE": "test",
        "EASYPOST_BASE_URL": str(easypost.client.base_url),
    }
    for name, value in {**build_environment(migrated_sqlite_url, ""), **account}.items():
        monkeypatch.setenv(name, value)
    container = Container(settings=read_settings())
    open_warehouse(container)
    with container.transaction() as tx:
        tx.erp.catalog.put([replace(KIMCHI, grams=500)])
        settings = tx.shops.get_settings(SHOP)
        tx.shops.save_settings(SHOP, replace(settings, rate_rule=RateRule.CHEAPEST, shipping_phone=PHONE))
        tx.origins.save(Origin(None, replace(WORKS, phone=PHONE)))
        tx.boxes.save(Box("M", "Medium", 300, 200, 150, 120))
        tx.commit()
    yield container
    container.engine().dispose()


@pytest.fixture
def web(tmp_path: Path, container: Container) -> Generator[ProcessCluster]:
    """The web process, with its worker in it."""
    with run_process_cluster({}, tmp_path / "log") as processes:
        processes.fork("web", "serve")
        processes.wait_until_ready(f"{container.settings().app_url}/readyz")
        yield processes


@dataclass(frozen=True, slots=True)
class Station:
    """What a browser shows of an order that is packed."""

    http: httpx.Client
    path: str

    def read(self) -> str:
        return self.http.get(self.path).raise_for_status().text

    def read_state(self) -> Mapping[str, str]:
        """The fields of each form: the stage and the version that are shown, and the token."""
        page = self.read()
        names = {"shown": "data-stage", "version": "data-version"}
        found = {name: page.partition(f'{attribute}="')[2].partition('"')[0] for name, attribute in names.items()}
        return found | {"csrf": page.partition('name="csrf" value="')[2].partition('"')[0]}

    def read_counters(self) -> list[tuple[str, str]]:
        return re.findall(r"<b>([0-9]+)</b><span class=\"muted\">of ([0-9]+)", self.read())

    def enter(self, text: str = "", state: Mapping[str, str] | None = None) -> None:
        self.http.post(self.path, data={**(state or self.read_state()), "text": text})

    def wait_for(self, stage: str) -> None:
        wait_until(lambda: self.read_state()["shown"] == stage, WAIT_SECONDS, f"the stage {stage}")


@pytest.fixture
def order(container: Container) -> SalesOrder:
    order = book(container, "#1001", 3, shipping_address=CUSTOMER)
    assign(container, order, OLDER, 3)
    return order


@pytest.fixture
def station(container: Container, web: ProcessCluster, order: SalesOrder) -> Generator[Station]:
    """The order is opened and packed, and its rates are there."""
    with httpx.Client(base_url=container.settings().app_url, follow_redirects=True, trust_env=False) as http:
        start = Station(http, "/console/packing")
        start.enter(order.name)
        station = Station(http, f"/console/packing/{order.id}")
        for each in (f"2*{OLDER}", OLDER, "M", ""):
            station.enter(each)
        station.wait_for("rates")
        yield station


def test_a_label_that_was_sold_to_a_killed_process_is_bought_and_shipped_once(
    container: Container, easypost: EasyPostAccount, web: ProcessCluster, station: Station, order: SalesOrder
) -> None:
    easypost.fail_next("timeout", "buy_shipment", after_completion=True, seconds=WAIT_SECONDS)
    shown, counters = station.read_state(), station.read_counters()
    station.enter(state=shown)
    wait_until(easypost.list_postages, WAIT_SECONDS, "the sale")
    web.kill_and_restart("web")
    web.wait_until_ready(f"{container.settings().app_url}/readyz")
    reloaded = station.read_state()
    station.enter(state=shown)
    if reloaded["shown"] != "done":  # where Enter would open the next order
        station.enter(state=reloaded)
    station.wait_for("done")
    assert station.read_counters() == counters == [("3", "3")]
    [postage] = easypost.list_postages()
    with container.read_transaction() as tx:
        [label] = tx.label_purchases.list_latest(10)
        [push] = tx.pushes.get_many([label.parcel.id])
    assert push.shipment.tracking
    assert push.shipment.tracking.number == postage["tracking_code"]
    assert list_assignments(container, [order]) == [(OLDER, "shipped", 3)]
