"""The contract of `Rebookings`."""

from dataclasses import replace

from novex_shopify.domain.model.rebooking import Rebooking
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, LINE_ID, NOON, ORDER_ID, OTHER_SHOP, SHOP

REBOOKING = Rebooking(SHOP, ORDER_ID, LINE_ID, "ART-1", None, "the wrong tea was mapped", "ann", NOON)


def test_the_rebookings_of_an_order_are_listed_oldest_first(unit_of_work: UnitOfWork) -> None:
    back = replace(REBOOKING, previous_item_id=None, item_id="ART-1", rebooked_at=NOON + HOUR)
    with unit_of_work() as tx:
        for rebooking in (
            REBOOKING,
            replace(REBOOKING, shop_domain=OTHER_SHOP),
            replace(REBOOKING, shopify_order_id=404),
            back,
        ):
            tx.rebookings.add(rebooking)
        assert list(tx.rebookings.list_for_order(SHOP, ORDER_ID)) == [REBOOKING, back]
