"""A shipment that is ready to be sent."""

import pytest

from tests.builders import ORDER_ID, a_fulfillment_order, a_link, a_shipment
from tests.domain.use_cases.fulfillment.push_fakes import PushFakes


@pytest.fixture
def fakes() -> PushFakes:
    """A connected store that expects two units of the ERP's order 1 to be shipped."""
    fakes = PushFakes()
    fakes.connect_shop()
    with fakes.unit_of_work() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    fakes.shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    return fakes


@pytest.fixture
def shipped(fakes: PushFakes) -> PushFakes:
    """The ERP has just shipped the order."""
    fakes.add_push(a_shipment())
    return fakes
