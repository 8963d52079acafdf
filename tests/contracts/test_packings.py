"""The contract of `Packings`."""

from dataclasses import replace

from novex_shopify.domain.model.actor import LOCAL_USER, Actor, ActorKind
from novex_shopify.domain.model.packing import (
    Alarm,
    BoxChosen,
    ItemScanned,
    LotQuestion,
    LotSwap,
    PackedUnits,
    Packing,
    ParcelClosed,
    ParcelWeighed,
)
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, SHOP

ANNA = Actor(ActorKind.USER, "Anna", "7")
FIRST = Packing("17", SHOP, LOCAL_USER, NOON, NOON)
FULL = Packing(
    "4",
    SHOP,
    ANNA,
    NOON + HOUR,
    NOON + 2 * HOUR,
    steps=(
        ItemScanned((PackedUnits(1, 2, "L1"), PackedUnits(2, 1))),
        ParcelClosed(is_short=True),
        BoxChosen("M"),
        ParcelWeighed(1_200),
    ),
    alarm=Alarm("Lot L2 isn't assigned.", LotSwap(1, "L2", 3)),
    question=LotQuestion((1, 2), 6),
    parcel_id="1001-2",
    rate_id="rate_1",
    is_printed=True,
    previous_label=12,
    version=5,
)


def test_packings_are_kept_whole_one_for_each_order(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.packings.lock("4") is None
        for each in (FIRST, replace(FULL, packer=LOCAL_USER, steps=()), FULL):
            tx.packings.save(each)
        tx.commit()
    with unit_of_work() as tx:
        assert (tx.packings.lock("4"), tx.packings.get("17"), tx.packings.get("5")) == (FULL, FIRST, None)
        assert list(tx.packings.list_all()) == [FIRST, FULL]
        tx.packings.delete("17")
        assert list(tx.packings.list_all()) == [FULL]
