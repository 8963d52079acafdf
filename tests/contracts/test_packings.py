"""The contract of `Packings`."""

from dataclasses import replace

from sqlalchemy import Engine

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.model.actor import LOCAL_USER, Actor, ActorKind
from novex_shopify.domain.model.packing import (
    Alarm,
    BoxChosen,
    FilingStated,
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
from tests.databases import CIPHER

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
        FilingStated("NOEEI 30.37(a)"),
    ),
    alarm=Alarm("Lot L2 isn't assigned.", LotSwap(1, "L2", 3)),
    question=LotQuestion((1, 2), 6),
    parcel_id="1001-2",
    rate_id="rate_1",
    is_printed=True,
    previous_label=12,
    version=5,
)

FULL_JSON = (
    '{"version":1,"steps":[{"step":"scan","units":[{"line_item_id":1,"quantity":2,"lot_code":"L1"},{"line'
    '_item_id":2,"quantity":1,"lot_code":null}]},{"step":"closed","is_short":true},{"step":"box","code":"'
    'M"},{"step":"weight","grams":1200},{"step":"filing","text":"NOEEI 30.37(a)"}]'
    ',"alarm":{"text":"Lot L2 isn\'t assigned.","swap":{"line_item_id":'
    '1,"lot_code":"L2","quantity":3}},"question":{"line_item_ids":[1,2],"quantity":6},"rate_id":"rate_1",'
    '"is_printed":true,"previous_label":12}'
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


def test_a_stored_row_can_still_be_read(engine: Engine) -> None:
    with SqlUnitOfWork(engine, CIPHER, BuiltinErp)() as tx:
        tx.packings.save(FULL)
        tx.commit()
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT details FROM shipping_packings").scalars().all() == [FULL_JSON]
