"""EasyPost's own Python client works with the stand-in."""

from collections.abc import Generator
from typing import Any

import pytest
from easypost.easypost_client import EasyPostClient
from easypost.errors.api.invalid_request_error import InvalidRequestError
from easypost.errors.api.not_found_error import NotFoundError

from tests.easypost import (
    CUSTOMER,
    CUSTOMS,
    PARCEL,
    TEST_KEY,
    WAREHOUSE,
    WEBHOOK_SECRET,
    WEBHOOK_URL,
    EasyPostAccount,
    run_easypost,
)


@pytest.fixture(scope="module")
def running() -> Generator[EasyPostAccount]:
    with run_easypost(retry_delays=(), delivery_timeout=0.01) as account:
        yield account


@pytest.fixture
def client(running: EasyPostAccount) -> Any:
    """Typed as anything: the client's own types do not say what it returns."""
    return EasyPostClient(TEST_KEY, api_base=f"{running.client.base_url}/v2".replace("//v2", "/v2"))


def create_shipment(client: Any, **fields: object) -> Any:
    return client.shipment.create(to_address=CUSTOMER, from_address=WAREHOUSE, parcel=PARCEL, **fields)


def buy_shipment(client: Any) -> Any:
    shipment = create_shipment(client)
    return client.shipment.buy(shipment.id, rate=shipment.lowest_rate())


def test_it_creates_rerates_and_buys(client: Any) -> None:
    shipment = create_shipment(client, reference="ERP-1", customs_info=CUSTOMS)
    assert client.shipment.retrieve("ERP-1").id == shipment.id
    rates = client.shipment.regenerate_rates(shipment.id).rates
    shipment = client.shipment.retrieve(shipment.id)
    assert {each.id for each in shipment.rates} == {each.id for each in rates}
    assert client.shipment.lowest_smart_rate(shipment.id, 5, "percentile_90").carrier == "USPS"
    bought = client.shipment.buy(shipment.id, rate=shipment.lowest_rate(["USPS"]), insurance="50")
    assert (bought.selected_rate.service, bought.insurance) == ("GroundAdvantage", "50.00")
    assert client.shipment.label(shipment.id, file_format="ZPL").postage_label.label_zpl_url
    with pytest.raises(InvalidRequestError) as refused:
        client.shipment.buy(shipment.id, rate=shipment.lowest_rate())
    assert refused.value.code == "SHIPMENT.POSTAGE.EXISTS"


def test_it_lists_pages(client: Any) -> None:
    ids = [buy_shipment(client).id for _ in range(2)]
    first = client.shipment.all(page_size=1)
    assert [each.id for each in first.shipments] == [ids[1]]
    assert [each.id for each in client.shipment.get_next_page(first, 1).shipments] == [ids[0]]
    assert client.event.all(page_size=5).events
    assert client.tracker.all(page_size=5).trackers


def test_it_refunds_insures_and_makes_scan_forms(client: Any) -> None:
    shipment = buy_shipment(client)
    assert client.shipment.insure(shipment.id, amount="100").insurance == "100.00"
    assert client.scan_form.create(shipments=[{"id": shipment.id}]).status == "created"
    assert client.shipment.refund(shipment.id).refund_status == "submitted"
    (refund,) = client.refund.create(carrier="USPS", tracking_codes=[shipment.tracking_code])
    assert client.refund.retrieve(refund.id).shipment_id == shipment.id


def test_it_tracks(client: Any) -> None:
    tracker = client.tracker.create(tracking_code="EZ4000000004", carrier="USPS")
    assert (tracker.status, client.tracker.retrieve(tracker.id).signed_by) == ("delivered", "John Tester")
    assert client.tracker.all(tracking_codes=["EZ4000000004"]).trackers[0].id == tracker.id
    client.tracker.delete(tracker.id)
    with pytest.raises(NotFoundError):
        client.tracker.retrieve(tracker.id)


def test_it_verifies_addresses(client: Any) -> None:
    assert client.address.create(verify=True, **CUSTOMER).verifications.delivery.success
    assert client.address.create_and_verify(**CUSTOMER).zip.startswith("90277-")
    with pytest.raises(InvalidRequestError) as refused:
        client.address.create(verify_strict=True, **{**CUSTOMER, "street1": "Unknown Street"})
    error: Any = refused.value
    assert error.errors[0]["code"] == "E.ADDRESS.NOT_FOUND"


def test_it_manages_webhooks(client: Any, running: EasyPostAccount) -> None:
    webhook = client.webhook.create(url=WEBHOOK_URL, webhook_secret=WEBHOOK_SECRET)
    assert [each.id for each in client.webhook.all().webhooks] == [webhook.id]
    assert client.webhook.update(webhook.id, webhook_secret=WEBHOOK_SECRET).disabled_at is None
    buy_shipment(client)
    assert running.control("GET", "/deliveries")["deliveries"][-1]["description"] == "tracker.created"
    client.webhook.delete(webhook.id)
    assert client.webhook.all().webhooks == []


def test_it_handles_batches_end_shippers_and_metadata(client: Any) -> None:
    batch = client.batch.create(shipments=[{"id": create_shipment(client).id}])
    assert client.batch.retrieve(batch.id).state == "created"
    end_shipper = client.end_shipper.create(**CUSTOMER)
    assert client.end_shipper.retrieve(end_shipper.id).name == "Elizabeth Swan"
    assert client.carrier_metadata.retrieve(carriers=["usps"])[0].name == "usps"
    insurance = client.insurance.create(
        to_address=CUSTOMER, from_address=WAREHOUSE, tracking_code="EZ1000000001", amount="100"
    )
    assert client.insurance.refund(insurance.id).status == "cancelled"
