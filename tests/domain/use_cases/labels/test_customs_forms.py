"""Customs forms are stored with the label, and printed without buying."""

import pytest

from novex_shopify.domain.errors import CarriersRefused, CarriersUnavailable, LabelRefused, NotFound
from tests.domain.use_cases.fulfillment.shipping_steps import find_push
from tests.domain.use_cases.labels.label_steps import LabelFakes, build_export_request


@pytest.fixture
def fakes() -> LabelFakes:
    """An order whose parcel crosses a border."""
    fakes = LabelFakes(request_builder=build_export_request)
    fakes.open()
    return fakes


def buy(fakes: LabelFakes, carrier: str = "UPS") -> int:
    purchase_id = fakes.request_rates()
    fakes.work()
    fakes.choose(purchase_id, carrier)
    fakes.work()
    return purchase_id


def test_a_form_is_stored_with_the_label_and_read_from_there(fakes: LabelFakes) -> None:
    purchase_id = buy(fakes)
    purchase = fakes.get(purchase_id)
    assert purchase.crosses_customs
    assert purchase.postage is not None
    fakes.carriers.fail_next("fetch_form", CarriersUnavailable("gone"))
    assert fakes.get_customs_form(purchase_id, 1) == purchase.postage.forms[0].url.encode()
    assert fakes.carriers.calls["fetch_form"] == 1
    with pytest.raises(NotFound, match="no customs form 2"):
        fakes.get_customs_form(purchase_id, 2)


def test_a_carrier_that_prints_the_form_on_the_label_has_none_of_its_own(fakes: LabelFakes) -> None:
    purchase = fakes.get(buy(fakes, "USPS"))
    assert purchase.postage is not None
    assert (purchase.crosses_customs, purchase.postage.forms) == (True, ())


def test_the_order_leaves_although_a_form_was_refused_and_the_form_is_fetched_when_printed(fakes: LabelFakes) -> None:
    fakes.carriers.fail_next("fetch_form", CarriersRefused("not there yet"))
    purchase_id = buy(fakes)
    assert find_push(fakes.unit_of_work, "PAR-1")
    for _ in range(2):
        assert fakes.get_customs_form(purchase_id, 1)
    assert fakes.carriers.calls["fetch_form"] == 2


def test_the_forms_of_a_void_label_are_not_printed(fakes: LabelFakes) -> None:
    purchase_id = buy(fakes)
    fakes.void(purchase_id, "not used")
    with pytest.raises(LabelRefused):
        fakes.get_customs_form(purchase_id, 1)
