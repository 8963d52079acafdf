"""The contract of `LabelPurchases`."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from novex_shopify.domain.errors import LabelIsOpen
from novex_shopify.domain.model.label import (
    CarrierMessage,
    CustomsForm,
    LabelFormat,
    LabelOptions,
    Postage,
    Rate,
    RefundState,
)
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Box, Parcel
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP

ANN, BOB = WorkerId("ann", 1), WorkerId("bob", 2)
BOX = Box("M", "Medium", 300, 200, 150, 120)
PARCEL = Parcel("PAR-1", "SO-1", (PackedLine(11, 2, "L1"), PackedLine(12, 1)), BOX, 1_500)
RATE = Rate("rate_1", "USPS", "Priority", Money(Decimal("7.50"), "USD"), 2, NOON + 48 * HOUR, "ca_1")
OPTIONS = LabelOptions(dry_ice_g=500, insured_value=Money(Decimal("99.90"), "USD"), printed_texts=("#1001",))
POSTAGE = Postage(
    "9400100",
    RATE,
    Money(Decimal("7.51"), "USD"),
    "https://x/l.png",
    "trk_1",
    None,
    (CustomsForm("cn22", "https://x"),),
)


def test_a_purchase_is_due_at_once_and_read_back_as_it_was_saved(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        added = tx.label_purchases.add(SHOP, PARCEL, NOON, OPTIONS, reverse=True)
        assert (added.parcel, added.state, added.next_attempt_at) == (PARCEL, PurchaseState.RATING, NOON)
        claimed = claim(tx)
        bought = replace(
            claimed,
            state=PurchaseState.BOUGHT,
            shipment_id="shp_1",
            rates=(RATE,),
            messages=(CarrierMessage("UPS", "no account"),),
            chosen=RATE,
            why_chosen="cheapest",
            postage=POSTAGE,
            sent_at=NOON,
            next_attempt_at=None,
            failures=2,
            voided_at=NOON,
            refund=RefundState.SUBMITTED,
            ship_error="no lots",
            crosses_customs=True,
        )
        assert tx.label_purchases.settle(bought)
        settled = replace(bought, claimed_by=None)
        assert tx.label_purchases.get(added.id) == settled
        assert tx.label_purchases.find_by_shipment("shp_1") == settled
        assert list(tx.label_purchases.list_for_orders(["SO-1", "SO-2"])) == [settled]
        assert tx.label_purchases.find_by_shipment("shp_2") is None
        assert tx.label_purchases.find_shops(["shp_1", "shp_2"]) == {"shp_1": SHOP}


def claim(tx: Transaction) -> LabelPurchase:
    claimed = tx.label_purchases.claim(ANN, NOON)
    assert claimed is not None
    return claimed


@pytest.mark.parametrize("state", [PurchaseState.REFUSED, PurchaseState.GIVEN_UP])
def test_a_parcel_gets_a_second_purchase_only_after_the_first_ended_without_a_label(
    unit_of_work: UnitOfWork, state: PurchaseState
) -> None:
    with unit_of_work() as tx:
        tx.label_purchases.add(SHOP, PARCEL, NOON)
        first = claim(tx)
        with pytest.raises(LabelIsOpen, match="PAR-1"):
            tx.label_purchases.add(SHOP, PARCEL, NOON)
        tx.label_purchases.settle(replace(first, state=state, next_attempt_at=None))
        second = tx.label_purchases.add(SHOP, PARCEL, NOON)
        assert second.reference != first.reference


@pytest.mark.parametrize("refund", [None, RefundState.REFUNDED, RefundState.REJECTED])
def test_a_void_label_is_never_open_again(unit_of_work: UnitOfWork, refund: RefundState | None) -> None:
    with unit_of_work() as tx:
        tx.label_purchases.add(SHOP, PARCEL, NOON)
        bought = replace(claim(tx), state=PurchaseState.BOUGHT, postage=POSTAGE, voided_at=NOON)
        assert tx.label_purchases.save(bought)
        assert tx.label_purchases.add(SHOP, PARCEL, NOON).id != bought.id
        assert tx.label_purchases.settle(replace(bought, refund=refund))


def test_purchases_are_claimed_when_they_are_due_one_worker_each(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.label_purchases.add(SHOP, PARCEL, NOON + HOUR)
        tx.label_purchases.add(SHOP, replace(PARCEL, id="PAR-2"), NOON)
        assert tx.label_purchases.claim(ANN, NOON - SECOND) is None
        claimed = [tx.label_purchases.claim(worker, NOON + HOUR) for worker in (ANN, BOB, BOB)]
        assert [each and (each.parcel.id, each.claimed_by, each.attempts) for each in claimed] == [
            ("PAR-2", "ann:1", 1),
            ("PAR-1", "bob:2", 1),
            None,
        ]


def test_who_lost_the_claim_stores_nothing(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.label_purchases.add(SHOP, PARCEL, NOON)
        lost = claim(tx)
        tx.claims.reclaim(ANN, NOON + HOUR, NOON + HOUR, NOON + HOUR)
        taken = tx.label_purchases.claim(BOB, NOON + HOUR)
        assert taken is not None
        assert not tx.label_purchases.save(replace(lost, state=PurchaseState.BUYING))
        assert not tx.label_purchases.settle(replace(lost, state=PurchaseState.REFUSED))
        assert tx.label_purchases.get(lost.id) == taken


def test_a_claim_of_a_dead_worker_is_due_again_in_its_state(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.label_purchases.add(SHOP, PARCEL, NOON)
        buying = replace(claim(tx), state=PurchaseState.BUYING, sent_at=NOON, next_attempt_at=None)
        assert tx.label_purchases.save(buying)
        assert ANN in tx.claims.list_holders()
        tx.claims.renew(ANN, {Work.LABELS: [buying.id]}, NOON + SECOND, NOON + HOUR)
        assert tx.claims.reclaim(ANN, NOON + HOUR, NOON + HOUR, NOON + HOUR) == 0
        assert tx.claims.reclaim(ANN, NOON + HOUR + SECOND, NOON + HOUR, NOON + 2 * HOUR) == 1
        again = tx.label_purchases.claim(BOB, NOON + HOUR)
        assert again is not None
        assert (again.state, again.sent_at, again.attempts) == (PurchaseState.BUYING, NOON, 2)


def test_purchases_are_listed_newest_first_by_state_and_store(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        first, second, third = (
            tx.label_purchases.add(shop, replace(PARCEL, id=f"PAR-{number}"), NOON)
            for number, shop in enumerate((SHOP, OTHER_SHOP, SHOP))
        )
        assert list(tx.label_purchases.list_latest(10)) == [third, second, first]
        assert list(tx.label_purchases.list_latest(10, shop=SHOP, before=third.id)) == [first]
        assert list(tx.label_purchases.list_latest(1, [PurchaseState.RATING])) == [third]
        assert not tx.label_purchases.list_latest(10, [PurchaseState.BOUGHT])
        assert (tx.label_purchases.count(10), tx.label_purchases.count(10, shop=SHOP), tx.label_purchases.count(1)) == (
            3,
            2,
            1,
        )


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({"state": PurchaseState.RATED}, False),
        ({"state": PurchaseState.RATED, "chosen": RATE}, True),
        ({"state": PurchaseState.UNCLEAR}, False),
        ({"state": PurchaseState.CARRIER_UNCLEAR}, True),
        ({"state": PurchaseState.BOUGHT}, False),
        ({"state": PurchaseState.BOUGHT, "ship_error": "no lots"}, True),
        ({"state": PurchaseState.BOUGHT, "ship_error": "no lots", "voided_at": NOON}, False),
    ],
)
def test_purchases_that_wait_for_a_person_are_found(
    unit_of_work: UnitOfWork, changes: dict[str, Any], *, waits: bool
) -> None:
    with unit_of_work() as tx:
        tx.label_purchases.add(SHOP, PARCEL, NOON)
        changed = replace(claim(tx), **changes)
        tx.label_purchases.settle(changed)
        found = tx.label_purchases.list_latest(10, needs_decision=True)
        assert [each.id for each in found] == [changed.id] * waits
        assert tx.label_purchases.count(10, needs_decision=True) == waits
        assert tx.label_purchases.count_undecided() == ({SHOP: 1} if waits else {})


@pytest.mark.parametrize("order_ids", [[PARCEL.order_id], None])
def test_an_erasure_leaves_price_and_number_of_a_label_and_nothing_that_names_the_recipient(
    unit_of_work: UnitOfWork, order_ids: list[str] | None
) -> None:
    with unit_of_work() as tx:
        tx.label_purchases.add(SHOP, PARCEL, NOON)
        bought = replace(claim(tx), state=PurchaseState.BOUGHT, postage=POSTAGE, last_error="Ann", ship_error="no lots")
        bought = replace(bought, messages=(CarrierMessage("UPS", "Ann lives nowhere"),))
        tx.label_purchases.settle(bought)
        tx.label_purchases.save_file(bought.id, LabelFormat.PNG, b"an address")
        tx.label_purchases.save_form(bought.id, 1, b"an address")
        tx.label_purchases.erase(SHOP, ["another"])
        tx.label_purchases.erase(OTHER_SHOP, None)
        assert tx.label_purchases.get_file(bought.id, LabelFormat.PNG)
        assert tx.label_purchases.get_form(bought.id, 1)
        tx.label_purchases.erase(SHOP, order_ids)
        erased = replace(POSTAGE, label_url=None, tracking_url=None, forms=())
        kept = replace(bought, claimed_by=None, postage=erased, messages=(), last_error=None)
        assert tx.label_purchases.get(bought.id) == kept
        assert tx.label_purchases.get_file(bought.id, LabelFormat.PNG) is None
        assert tx.label_purchases.get_form(bought.id, 1) is None


def test_a_stored_label_stays_as_it_was_bought(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        purchase = tx.label_purchases.add(SHOP, PARCEL, NOON)
        tx.label_purchases.save_file(purchase.id, LabelFormat.PNG, b"bought")
        tx.label_purchases.save_file(purchase.id, LabelFormat.PNG, b"other")
        assert tx.label_purchases.get_file(purchase.id, LabelFormat.PNG) == b"bought"
        assert tx.label_purchases.get_file(purchase.id, LabelFormat.ZPL) is None
        tx.label_purchases.save_form(purchase.id, 1, b"first")
        tx.label_purchases.save_form(purchase.id, 1, b"other")
        assert (tx.label_purchases.get_form(purchase.id, 1), tx.label_purchases.get_form(purchase.id, 2)) == (
            b"first",
            None,
        )


def test_labels_are_listed_by_the_day_that_is_printed_on_them(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for number, options in enumerate((LabelOptions(), LabelOptions(label_date=NOON + 24 * HOUR))):
            tx.label_purchases.add(SHOP, replace(PARCEL, id=f"PAR-{number}"), NOON, options)
            bought = replace(claim(tx), state=PurchaseState.BOUGHT, postage=POSTAGE, bought_at=NOON, ship_from="Bakery")
            bought = replace(bought, next_attempt_at=None)
            tx.label_purchases.settle(bought)
        tx.label_purchases.add(SHOP, replace(PARCEL, id="PAR-2"), NOON)
        today, tomorrow = (
            tx.label_purchases.list_by_label_date(start, start + 24 * HOUR) for start in (NOON, NOON + 24 * HOUR)
        )
        assert [(each.parcel.id, each.ship_from, each.bought_at) for each in today] == [("PAR-0", "Bakery", NOON)]
        assert [each.parcel.id for each in tomorrow] == ["PAR-1"]
        assert list(tx.label_purchases.lock_many([today[0].id])) == list(today)


def test_purchases_are_read_in_the_order_of_the_ids_without_unknown_ones(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        first, second = (tx.label_purchases.add(SHOP, replace(PARCEL, id=name), NOON) for name in ("PAR-1", "PAR-2"))
        assert list(tx.label_purchases.get_many([second.id, 404, first.id])) == [second, first]


def test_an_erasure_meanwhile_keeps_the_state_and_what_a_worker_read_before_is_not_stored_again(
    unit_of_work: UnitOfWork,
) -> None:
    with unit_of_work() as tx:
        tx.label_purchases.add(SHOP, PARCEL, NOON)
        claimed = tx.label_purchases.claim(ANN, NOON)
        assert claimed is not None
        sent = replace(claimed, state=PurchaseState.BUYING, sent_at=NOON, last_error="Ann lives nowhere")
        assert tx.label_purchases.save(sent)
        tx.label_purchases.erase(SHOP, None)
        assert not tx.label_purchases.settle(sent)
        again = tx.label_purchases.claim(ANN, NOON)
        assert again is not None
        assert (again.state, again.sent_at, again.last_error) == (PurchaseState.BUYING, NOON, None)
