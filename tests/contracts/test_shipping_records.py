"""The contracts of `Boxes`, `Printers`, `Origins`, `CarrierAccounts` and `Trackers`."""

from dataclasses import replace

from sqlalchemy import Engine

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.carrier_webhook import CarrierWebhookProblem
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.model.printer import Printer
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.tracker import Tracker, TrackerScan, TrackerStatus
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, ORDER_ID, OTHER_SHOP, SECOND, SHOP, a_shipment
from tests.databases import CIPHER

SMALL, LARGE = Box("Z", "Small", 100, 100, 50, 30), Box("A", "Large", 400, 300, 200, 250, "FedExBox", 20_000)
TRACKER = Tracker(
    "trk_1",
    "9400100",
    "USPS",
    TrackerStatus.IN_TRANSIT,
    NOON,
    detail="arrived_at_facility",
    shipment_id="shp_1",
    estimated_delivery=NOON + 24 * HOUR,
    public_url="https://track.example.com/1",
    scans=(TrackerScan(NOON, TrackerStatus.IN_TRANSIT, "Arrived", None, "Columbus, OH"),),
)


def test_boxes_are_listed_by_volume_and_replaced_by_code(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.boxes.save(LARGE)
        tx.boxes.save(SMALL)
        tx.boxes.save(replace(SMALL, tare_g=31))
        assert list(tx.boxes.list_all()) == [replace(SMALL, tare_g=31), LARGE]
        tx.boxes.delete("Z")
        assert (tx.boxes.get("Z"), tx.boxes.get("A")) == (None, LARGE)


def test_printers_are_listed_and_replaced_by_name(unit_of_work: UnitOfWork) -> None:
    table, office = Printer("Table 1", "http://127.0.0.1:9101/print"), Printer("Office", "https://printer.example/zpl")
    with unit_of_work() as tx:
        tx.printers.save(replace(table, url="http://127.0.0.1:1/"))
        tx.printers.save(table)
        tx.printers.save(office)
        assert list(tx.printers.list_all()) == [office, table]
        tx.printers.delete("Office")
        assert (tx.printers.get("Office"), tx.printers.get("Table 1")) == (None, table)


def test_a_location_uses_its_own_address_otherwise_that_of_all_others(unit_of_work: UnitOfWork) -> None:
    of_all = Origin(None, Address(company="Works", address1="1 Main St", city="Chicago", country_code="US"))
    own = Origin("Freezer", replace(of_all.address, city="Joliet", phone="+13125550142"))
    with unit_of_work() as tx:
        assert tx.origins.find("Freezer") is None
        tx.origins.save(replace(own, address=of_all.address))
        tx.origins.save(own)
        assert (tx.origins.find("Freezer"), tx.origins.find("Rack")) == (own, None)
        tx.origins.save(of_all)
        assert (tx.origins.find("Rack"), tx.origins.find(None)) == (of_all, of_all)
        assert list(tx.origins.list_all()) == [of_all, own]
        tx.origins.delete("Freezer")
        assert tx.origins.find("Freezer") == of_all
        tx.origins.delete(None)
        assert not tx.origins.list_all()


def test_a_store_uses_its_own_account_otherwise_that_of_all(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.carrier_accounts.find(SHOP) is None
        of_all = tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key-1"), None)
        own = tx.carrier_accounts.save(SHOP, CarrierMode.PRODUCTION, Secret("key-2"), Secret("hook"))
        assert (tx.carrier_accounts.find(SHOP), tx.carrier_accounts.find(OTHER_SHOP)) == (own, of_all)
        renewed = tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key-3"), None)
        assert (renewed.id, renewed.api_key) == (of_all.id, Secret("key-3"))
        assert list(tx.carrier_accounts.list_all()) == [renewed, own]
        tx.carrier_accounts.delete(own.id)
        assert tx.carrier_accounts.find(SHOP) == renewed
        assert tx.carrier_accounts.get(own.id) is None


def test_keys_that_are_encrypted_with_the_current_key_stay(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        account = tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key-1"), None)
        assert not tx.carrier_accounts.reencrypt(account.id)
        assert tx.carrier_accounts.get(account.id) == account


def test_the_account_of_the_environment_serves_stores_while_none_is_stored(engine: Engine) -> None:
    default = CarrierAccount(0, None, CarrierMode.TEST, Secret("key-0"))
    with SqlUnitOfWork(engine, CIPHER, BuiltinErp, default_carrier_account=default)() as tx:
        own = tx.carrier_accounts.save(SHOP, CarrierMode.TEST, Secret("key-1"), None)
        assert (tx.carrier_accounts.find(SHOP), tx.carrier_accounts.find(OTHER_SHOP)) == (own, default)
        assert (tx.carrier_accounts.get(0), list(tx.carrier_accounts.list_all())) == (default, [default, own])
        of_all = tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key-2"), None)
        assert (tx.carrier_accounts.find(OTHER_SHOP), list(tx.carrier_accounts.list_all())) == (of_all, [of_all, own])


def test_an_earlier_state_of_a_tracker_never_replaces_a_later_one(unit_of_work: UnitOfWork) -> None:
    delivered = replace(TRACKER, status=TrackerStatus.DELIVERED, updated_at=NOON + HOUR, signed_by="J")
    with unit_of_work() as tx:
        assert tx.trackers.save("PAR-1", TRACKER)
        assert tx.trackers.save("PAR-1", delivered)
        assert not tx.trackers.save("PAR-1", TRACKER)
        assert tx.trackers.get("trk_1") == delivered
        assert tx.trackers.save("PAR-2", delivered)
        assert tx.trackers.find_shipment("trk_1") == "PAR-1"
        assert tx.trackers.get_for_shipments(["PAR-1", "PAR-2"]) == {"PAR-1": [delivered]}


def test_the_store_of_a_tracker_is_that_of_its_shipment(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.pushes.add(a_shipment("PAR-1"), SHOP, ORDER_ID, PushStatus.PUSHED, NOON)
        tx.trackers.save("PAR-1", TRACKER)
        tx.trackers.save("PAR-2", replace(TRACKER, id="trk_2"))
        assert tx.trackers.find_shops(["trk_1", "trk_2", "trk_3"]) == {"trk_1": SHOP}


def test_a_problem_of_a_webhook_keeps_its_time_until_it_is_over(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.carrier_webhooks.save_problem(None, "stopped", NOON)
        tx.carrier_webhooks.save_problem(SHOP, "refused", NOON)
        tx.carrier_webhooks.save_problem(None, "stopped again", NOON + HOUR)
        tx.carrier_webhooks.clear_problem(SHOP)
        assert tx.carrier_webhooks.list_problems() == {None: CarrierWebhookProblem("stopped again", NOON)}


def test_open_trackers_are_those_longest_without_news(unit_of_work: UnitOfWork) -> None:
    quiet = replace(TRACKER, id="trk_2", updated_at=NOON - HOUR)
    with unit_of_work() as tx:
        for tracker in (TRACKER, quiet, replace(quiet, id="trk_3", status=TrackerStatus.DELIVERED)):
            tx.trackers.save("PAR-1", tracker)
        assert [each.id for each in tx.trackers.list_open(NOON + SECOND, 10)] == ["trk_2", "trk_1"]
        assert [each.id for each in tx.trackers.list_open(NOON, 10)] == ["trk_2"]
        assert not tx.trackers.list_open(NOON, 0)


def test_an_erasure_leaves_the_state_of_a_tracker_and_no_place_or_name(unit_of_work: UnitOfWork) -> None:
    signed = replace(TRACKER, signed_by="Ann")
    with unit_of_work() as tx:
        tx.trackers.save("PAR-1", signed)
        tx.trackers.erase(["PAR-2"])
        assert tx.trackers.get("trk_1") == signed
        tx.trackers.erase(["PAR-1"])
        assert tx.trackers.get("trk_1") == replace(TRACKER, signed_by=None, public_url=None, scans=(), is_erased=True)
