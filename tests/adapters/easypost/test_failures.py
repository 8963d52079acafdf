"""What each failure of EasyPost means, and that no purchase is sent twice."""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from novex_shopify.adapters.easypost.client import EasyPostClient
from novex_shopify.adapters.easypost.easypost_carriers import EasyPostCarriers
from novex_shopify.domain.errors import (
    CarrierMayHaveLabel,
    CarriersAccessDenied,
    CarriersRefused,
    CarriersThrottled,
    CarriersUnavailable,
    NovexError,
    PostageUnclear,
)
from novex_shopify.domain.model.label import CarrierShipment, LabelFormat, Postage
from novex_shopify.domain.model.secret import Secret
from tests.contracts.test_carriers import ACCOUNT, REQUEST
from tests.easypost import EasyPostAccount, run_easypost


@dataclass
class Provider:
    """The adapter, and the stand-in behind it."""

    account: EasyPostAccount
    waits: list[float] = field(default_factory=list)

    @property
    def carriers(self) -> EasyPostCarriers:
        http = self.account.client
        assert isinstance(http, httpx.Client)
        return EasyPostCarriers(EasyPostClient(http, str(http.base_url).rstrip("/"), sleep=self.waits.append))

    def request_rates(self) -> CarrierShipment:
        return self.carriers.request_rates(ACCOUNT, REQUEST)

    def buy(self, shipment: CarrierShipment) -> CarrierShipment:
        return self.carriers.buy(ACCOUNT, shipment.id, shipment.rates[0])

    def count_calls(self, operation: str) -> int:
        return int(self.account.control("GET")["call_counts"].get(operation, 0))


@pytest.fixture(scope="module")
def account() -> Generator[EasyPostAccount]:
    with run_easypost() as account:
        yield account


@pytest.fixture
def provider(account: EasyPostAccount) -> Provider:
    return Provider(account)


@pytest.mark.parametrize("is_sold", [False, True])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "html"}, PostageUnclear),
        ({"kind": "error", "status": 500}, PostageUnclear),
        ({"kind": "error", "status": 422, "code": "SHIPMENT.PURCHASE.FAILURE"}, PostageUnclear),
        ({"kind": "error", "status": 422, "code": "SHIPMENT.PURCHASE.IN_PROGRESS"}, PostageUnclear),
        ({"kind": "error", "status": 422, "code": "UNHEARD.OF"}, PostageUnclear),
        ({"kind": "cut_answer"}, PostageUnclear),
        ({"kind": "rate_limited"}, CarriersThrottled),
        ({"kind": "error", "status": 402, "code": "PAYMENT_REQUIRED"}, CarriersRefused),
        ({"kind": "error", "status": 422, "code": "ADDRESS.PARAMETERS.INVALID"}, CarriersRefused),
        ({"kind": "error", "status": 403, "code": "APIKEY.INACTIVE"}, CarriersAccessDenied),
    ],
)
def test_a_failed_purchase_is_sent_once_and_says_what_is_known(
    provider: Provider, fault: dict[str, Any], error: type[NovexError], is_sold: bool
) -> None:
    shipment = provider.request_rates()
    sent_before = provider.count_calls("buy_shipment")
    provider.account.fail_next(operation="buy_shipment", after_completion=is_sold, **fault)
    with pytest.raises(error):
        provider.buy(shipment)
    assert provider.count_calls("buy_shipment") - sent_before == 1
    assert (provider.carriers.fetch_shipment(ACCOUNT, shipment.id).postage is not None) is is_sold


@pytest.mark.parametrize("sale", ["none", "done", "carrier_only"])
def test_a_silent_carrier_may_have_made_a_label(provider: Provider, sale: str) -> None:
    shipment = provider.request_rates()
    provider.account.fail_next("no_response", sale=sale)
    with pytest.raises(CarrierMayHaveLabel, match="Ask the carrier"):
        provider.buy(shipment)


def test_only_reads_are_sent_again(provider: Provider) -> None:
    shipment = provider.request_rates()
    provider.account.fail_next("html", "get_shipment", times=2)
    assert provider.carriers.fetch_shipment(ACCOUNT, shipment.id) == shipment
    assert len(provider.waits) == 2
    sent_before = provider.count_calls("create_shipment")
    provider.account.fail_next("html", "create_shipment")
    with pytest.raises(CarriersUnavailable):
        provider.request_rates()
    assert provider.count_calls("create_shipment") - sent_before == 1


def test_an_error_has_easyposts_words_and_request_id_but_no_key(provider: Provider) -> None:
    details = "phone: is needed with customs"
    provider.account.fail_next("error", "create_shipment", status=422, code="ADDRESS.X", message=details)
    with pytest.raises(CarriersRefused, match=details) as caught:
        provider.request_rates()
    assert caught.value.provider_code == "ADDRESS.X"
    assert "(request " in str(caught.value)
    assert ACCOUNT.api_key.value not in str(caught.value)


def test_an_unknown_key_needs_a_person(provider: Provider) -> None:
    with pytest.raises(CarriersAccessDenied, match="Settings, Carriers"):
        provider.carriers.request_rates(replace(ACCOUNT, api_key=Secret("other")), REQUEST)


@pytest.mark.parametrize(
    "url", ["https://evil.example/label.png", "http://easypost-files.s3.us-west-2.amazonaws.com/l"]
)
def test_a_label_is_fetched_from_easyposts_places_only(provider: Provider, url: str) -> None:
    shipment = provider.buy(provider.request_rates())
    assert isinstance(shipment.postage, Postage)
    elsewhere = replace(shipment, postage=replace(shipment.postage, label_url=url))
    with pytest.raises(CarriersRefused, match="not one of its places"):
        provider.carriers.fetch_label(ACCOUNT, elsewhere, LabelFormat.PNG)
