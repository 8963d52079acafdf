"""The contract of `Manifests`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.domain.errors import ManifestRefused
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.label_purchase import PurchaseState
from novex_shopify.domain.model.manifest import CarrierDay, Manifest, ManifestState, ParcelTotals
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Box, Parcel
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.manifests import CloseDay, ListCarrierDays
from tests.builders import HOUR, NOON, SECOND, SHOP
from tests.contracts.test_concurrent_stock import run_together
from tests.contracts.test_label_purchases import POSTAGE

ANN, BOB = WorkerId("ann", 1), WorkerId("bob", 2)
TODAY = date(2026, 11, 26)
CARRIER_DAY = CarrierDay(3, "USPS", "ca_1", "Bakery, 388 Townsend St, US", TODAY)
BEGUN = Manifest.begin(CARRIER_DAY, ParcelTotals(2, 3_000, (Money(Decimal("12.14"), "USD"),)), NOON)


def add_labels(tx: Transaction, count: int) -> Sequence[int]:
    parcel = Parcel("PAR", "SO-1", (PackedLine(11, 2),), Box("M", "Medium", 300, 200, 150, 120), 1_500)
    return [tx.label_purchases.add(SHOP, replace(parcel, id=f"PAR-{each}"), NOON).id for each in range(count)]


def claim(tx: Transaction) -> Manifest:
    claimed = tx.manifests.claim(ANN, NOON)
    assert claimed is not None
    return claimed


def test_a_manifest_is_due_at_once_and_read_back_as_it_was_settled(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        labels = add_labels(tx, 3)
        added = tx.manifests.add(BEGUN, labels[:2])
        assert added == replace(BEGUN, id=added.id)
        done = replace(
            claim(tx),
            state=ManifestState.CREATED,
            totals=ParcelTotals(1, 1_500, ()),
            provider_id="sf_1",
            sent_at=NOON,
            failures=1,
            next_attempt_at=None,
            last_error="slow",
        )
        assert tx.manifests.settle(done)
        settled = replace(done, claimed_by=None)
        assert tx.manifests.get(added.id) == settled
        assert list(tx.manifests.list_by_day(TODAY)) == list(tx.manifests.list_latest(10)) == [settled]
        assert not tx.manifests.list_by_day(date(2026, 11, 25))
        assert not tx.manifests.list_latest(10, before=added.id)
        assert list(tx.manifests.list_purchases(added.id)) == labels[:2]
        assert tx.manifests.find_by_purchases(labels) == dict.fromkeys(labels[:2], added.id)


def test_a_label_is_on_one_manifest_until_it_is_released(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        first, second, third = add_labels(tx, 3)
        manifest = tx.manifests.add(BEGUN, [first, second])
        with pytest.raises(ManifestRefused), tx.savepoint():
            tx.manifests.add(BEGUN, [second, third])
        tx.manifests.release(manifest.id, [second, third])
        other = tx.manifests.add(BEGUN, [second, third])
        tx.manifests.release(manifest.id, [third])
        assert tx.manifests.find_by_purchases([first, second, third]) == {
            first: manifest.id,
            second: other.id,
            third: other.id,
        }


def test_who_lost_the_claim_stores_nothing_and_the_next_goes_on(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.manifests.add(BEGUN, add_labels(tx, 1))
        assert tx.manifests.claim(BOB, NOON - SECOND) is None
        sent = replace(claim(tx), sent_at=NOON)
        assert tx.manifests.save(sent)
        assert tx.manifests.claim(BOB, NOON) is None
        tx.claims.renew(ANN, {Work.MANIFESTS: [sent.id]}, NOON + SECOND, NOON + HOUR)
        assert tx.claims.reclaim(ANN, NOON + HOUR, NOON + HOUR, NOON + HOUR) == 0
        assert tx.claims.reclaim(ANN, NOON + HOUR + SECOND, NOON + HOUR, NOON + 2 * HOUR) == 1
        taken = tx.manifests.claim(BOB, NOON + HOUR)
        assert taken is not None
        assert (taken.sent_at, taken.attempts) == (NOON, 2)
        assert not tx.manifests.save(replace(sent, state=ManifestState.FAILED))
        assert not tx.manifests.settle(replace(sent, state=ManifestState.FAILED))
        assert tx.manifests.get(sent.id) == taken


def test_a_stored_file_stays_as_it_is(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        manifest = tx.manifests.add(BEGUN, add_labels(tx, 1))
        assert tx.manifests.get_file(manifest.id) is None
        tx.manifests.save_file(manifest.id, b"first")
        tx.manifests.save_file(manifest.id, b"other")
        assert tx.manifests.get_file(manifest.id) == b"first"


def test_a_day_that_several_people_close_at_once_gets_one_manifest(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key"), None)
        for each in map(tx.label_purchases.get, add_labels(tx, 3)):
            assert each
            tx.label_purchases.save(replace(each, state=PurchaseState.BOUGHT, postage=POSTAGE, bought_at=NOON))
        tx.commit()
    clock = ManualClock(NOON)
    [found] = ListCarrierDays(unit_of_work, clock)(NOON.date())
    close = CloseDay(unit_of_work, RecordingWorkNotifier(), clock)
    run_together(*[lambda: close(found.carrier_day.key, NOON.date())] * 3)
    with unit_of_work.read() as tx:
        [made] = tx.manifests.list_latest(10)
        assert (made.totals.parcels, len(tx.manifests.list_purchases(made.id))) == (3, 3)
