"""Whether a label was sold is read from every response that shows it, however odd the rest is."""

from collections.abc import Generator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from novex_shopify.adapters.easypost.client import EasyPostClient
from novex_shopify.adapters.easypost.easypost_carriers import EasyPostCarriers
from novex_shopify.domain.errors import CarriersAccessDenied, CarriersRefused, CarriersUnavailable, PostageUnclear
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import CarrierShipment, Rate
from novex_shopify.domain.model.money import Money
from tests.contracts.test_carriers import ACCOUNT
from tests.easypost import JsonObject, run_easypost


@pytest.fixture(scope="module")
def sold() -> Generator[JsonObject]:
    """A shipment with a label, as the stand-in shows it."""
    with run_easypost() as account:
        yield account.create_and_buy()


def respond(body: Any, status: int = 200) -> EasyPostCarriers:
    """The adapter in front of a provider that always gives this response."""
    transport = httpx.MockTransport(lambda request: httpx.Response(status, json=body))
    return EasyPostCarriers(EasyPostClient(httpx.Client(transport=transport), "https://x.example", lambda _: None))


def fetch(body: Any) -> CarrierShipment:
    return respond(body).fetch_shipment(ACCOUNT, "shp_1")


def buy(body: Any, sold: JsonObject, status: int = 200) -> CarrierShipment:
    rate = sold["selected_rate"]
    return respond(body, status).buy(
        ACCOUNT, sold["id"], Rate(rate["id"], rate["carrier"], rate["service"], Money(Decimal(rate["rate"]), "USD"))
    )


@pytest.mark.parametrize("odd", [None, "x", -1, [None], [{}], {}])
def test_a_label_is_seen_whatever_the_parts_are_that_only_inform(sold: JsonObject, odd: Any) -> None:
    names = ("fees", "forms", "messages", "rates", "tracker", "refund_status")
    shipment = buy(sold | dict.fromkeys(names, odd), sold)
    assert shipment.postage is not None
    assert shipment.postage.tracking_number == sold["tracking_code"]
    rate = sold["selected_rate"] | {"delivery_days": odd, "delivery_date": odd}
    assert fetch(sold | {"selected_rate": rate}).postage is not None


@pytest.mark.parametrize("part", ["selected_rate", "postage_label", "tracking_code"])
def test_a_sale_that_is_not_shown_whole_is_never_taken_for_unsold(sold: JsonObject, part: str) -> None:
    body = sold | {part: None}
    shipment = fetch(body)
    assert (shipment.postage, shipment.has_unreadable_postage) == (None, True)
    with pytest.raises(PostageUnclear):
        buy(body, sold)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, {"error": "Unauthorized"}, CarriersAccessDenied),
        (402, {"error": {"code": None, "message": "no money", "errors": None}}, CarriersRefused),
        (404, {"error": "gone"}, CarriersRefused),
        (422, {"error": {"code": ["?"], "message": None}}, PostageUnclear),
    ],
)
def test_an_error_is_understood_by_its_status_where_its_body_is_odd(
    sold: JsonObject, status: int, body: Any, expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        buy(body, sold, status)


def test_a_sale_without_a_readable_price_or_in_the_other_mode_is_unclear(sold: JsonObject) -> None:
    without_price = sold | {"selected_rate": sold["selected_rate"] | {"rate": "NaN"}}
    with pytest.raises(CarriersUnavailable):
        fetch(without_price)
    for body in (without_price, sold | {"mode": "production"}):
        with pytest.raises(PostageUnclear):
            buy(body, sold)


@pytest.mark.parametrize(
    ("verifications", "problems"),
    [
        (None, ["The address could not be verified."]),
        ({"delivery": None}, ["The address could not be verified."]),
        ({"delivery": {"success": "?", "errors": "x"}}, ["The address could not be verified."]),
        ({"delivery": {"success": True, "errors": None}}, []),
        ({"delivery": {"success": True, "errors": [{"code": "E.DPV.M", "message": None}, "Moved", {}]}},
         ["Moved", "E.DPV.M", "An objection without words"]),
        ({"delivery": {"success": False, "errors": [{"message": "Not found", "suggestion": "12 Oak St"}]}},
         ["Not found (12 Oak St)"]),
    ],
)  # fmt: skip
def test_an_address_is_verified_only_if_the_answer_says_so(verifications: Any, problems: list[str]) -> None:
    body = {"mode": "test", "street1": "2 OAK ST", "residential": "?", "verifications": verifications}
    verified = respond(body, 201).verify_address(ACCOUNT, Address(address1="2 Oak St", country_code="US"))
    assert ([*verified.problems], verified.is_residential) == (problems, None)
