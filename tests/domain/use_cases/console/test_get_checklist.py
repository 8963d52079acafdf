"""The first steps of a new installation, until it is in use."""

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.product import ProductMapping
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.use_cases.console.get_checklist import Checklist, GetChecklist
from tests.builders import NOON, ORDER_ID, SHOP, a_sales_order, a_shipment, a_variant
from tests.domain.use_cases.fakes import Fakes


def test_each_step_is_done_when_its_result_is_there() -> None:
    fakes = Fakes()
    get_checklist = GetChecklist(fakes.unit_of_work)
    assert get_checklist() == Checklist(
        protected=False, connected=False, mapped=0, products=0, ordered=False, shipped=False
    )
    fakes.connect_shop()
    with fakes.unit_of_work() as tx:
        tx.mappings.save(
            ProductMapping(SHOP, a_variant(1), "ITEM-1"),
            ProductMapping(SHOP, a_variant(2), ignored=True),
            ProductMapping(SHOP, a_variant(3)),
        )
        tx.commit()
    started = get_checklist()
    assert (started.connected, started.mapped_percent, started.is_done) == (True, 66, False)
    with fakes.unit_of_work() as tx:
        tx.erp.orders.apply([a_sales_order()])
        tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PUSHED, NOON)
        tx.commit()
    assert not get_checklist().is_done
    assert GetChecklist(fakes.unit_of_work, Secret("a hash"))().is_done
