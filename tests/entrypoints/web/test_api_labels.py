"""`/api/v1/labels`: rates, purchases, files, and what is decided about a purchase."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.adapters.memory.shipping.carriers import MemoryCarriers
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.errors import CarrierMayHaveLabel
from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.customer import Address
from novex_shopify.entrypoints.web.app import create_app
from tests.audited_world import list_entries
from tests.builders import LINE_ID
from tests.domain.use_cases.labels.label_steps import (
    BOX,
    LabelFakes,
    build_export_request,
    build_request,
    end_waiting,
    state_weights,
)

TOKEN = "token-of-the-warehouse-0123456789"


@pytest.fixture
def container() -> Container:
    """A store with an account, an order for 7 units to which lots are assigned, and a box."""
    container = build_in_memory_container()
    settings = {**IN_MEMORY_SETTINGS, "api_tokens": f"warehouse:{TOKEN}"}
    container.settings.override(providers.Object(Settings.model_validate(settings)))
    container.process_label_purchase.add_kwargs(build_request=build_request)
    LabelFakes(unit_of_work=container.unit_of_work()).open()
    with container.transaction() as tx:
        tx.boxes.save(BOX)
        tx.commit()
    return container


@pytest.fixture
def api(container: Container) -> Generator[TestClient]:
    with TestClient(create_app(container, with_worker=False), headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client


def call(api: TestClient, path: str, body: object = None, status: int = 202, method: str = "POST") -> Any:
    answer = api.request(method, f"/api/v1/labels{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def get_carriers(container: Container) -> MemoryCarriers:
    carriers = container.carriers()
    assert isinstance(carriers, MemoryCarriers)
    return carriers


def work(container: Container) -> None:
    while container.process_label_purchase().run_next():
        pass


def pack(api: TestClient, container: Container, parcel: str = "PAR-1", quantity: int = 3) -> Any:
    """Pack a parcel and ask for its rates; returns the purchase with them."""
    lines = [{"line_item_id": str(LINE_ID), "quantity": quantity}]
    body = {"id": parcel, "order_id": "1", "lines": lines, "box": BOX.code, "weight_g": 900}
    purchase = call(api, "", body)
    work(container)
    return call(api, f"/{purchase['id']}", status=200, method="GET")


def test_an_address_is_looked_up_and_who_asked_is_recorded(api: TestClient, container: Container) -> None:
    with container.transaction() as tx:
        order = tx.erp.orders.get("1")
        assert order
        address = Address("Ann", None, "1 Main St", None, "10001", "New York", None, "NY", "US")
        tx.erp.orders.apply([replace(order, shipping_address=address)])
        tx.commit()
    answer = api.post("/api/v1/orders/1/verify-address")
    assert (answer.status_code, answer.json()) == (200, {"problems": [], "differences": [], "is_residential": None})
    with container.read_transaction() as tx:
        [entry] = tx.audit_log.search(AuditFilter(action=AuditAction.PERSONAL_DATA_SHOWN), 9)
    assert (entry.subject.id, entry.after) == ("1", {"part": "address"})


def test_a_label_is_bought_printed_and_voided(api: TestClient, container: Container) -> None:
    rated = pack(api, container)
    path = f"/{rated['id']}"
    assert (rated["state"], len(rated["rates"])) == ("rated", 3)
    for _ in range(2):
        call(api, f"{path}/buy", {"rate_id": rated["rates"][0]["id"]})
        work(container)
    bought = call(api, path, status=200, method="GET")
    assert (bought["state"], bought["charged"], bought["ship_error"]) == ("bought", "6.07", None)
    cost = {"amount": "6.07", "currency": "USD", "minor_units": 607}
    shown = api.get("/api/v1/orders/1/shipping-costs").json()
    assert shown == {"totals": [cost], "labels": [{"id": bought["id"], "costs": [{"kind": "postage", **cost}]}]}
    carriers = get_carriers(container)
    fetched = carriers.calls["fetch_label"]
    for _ in range(2):
        answer = api.get(f"/api/v1/labels{path}/files/zpl")
        assert answer.text == f"zpl of {bought['tracking_number']}"
    assert carriers.calls["fetch_label"] == fetched + 1
    assert call(api, f"{path}/void", {"reason": "not used"})["voided_at"]
    work(container)
    assert call(api, "?state=bought", status=200, method="GET")["labels"][0]["refund"] == "submitted"
    assert call(api, f"{path}/files/pdf", status=409, method="GET")["error"]["type"] == "refused"
    entries = [each for each in list_entries(container) if each.actor == Actor(ActorKind.API_TOKEN, "warehouse")]
    assert {each.action for each in entries} >= {
        AuditAction.LABEL_REQUESTED,
        AuditAction.LABEL_BOUGHT,
        AuditAction.PERSONAL_DATA_SHOWN,
        AuditAction.LABEL_VOIDED,
    }


def test_what_is_unclear_is_decided_by_a_person(api: TestClient, container: Container) -> None:
    rated = pack(api, container)
    path = f"/{rated['id']}"
    get_carriers(container).fail_next("buy", CarrierMayHaveLabel("UPS did not answer"))
    call(api, f"{path}/buy", {"rate_id": rated["rates"][0]["id"]})
    work(container)
    end_waiting(container, int(rated["id"]))
    unclear = call(api, path, status=200, method="GET")
    assert (unclear["state"], unclear["error"]) == ("carrier_unclear", "UPS did not answer")
    assert call(api, f"{path}/check")["state"] == "unclear"
    assert call(api, f"{path}/ship-again", status=409)["error"]["type"] == "refused"
    other = pack(api, container, "PAR-2", 2)
    assert call(api, f"/{other['id']}/give-up", {"reason": "packed again"}, 200)["state"] == "given_up"
    actions = [each.action for each in list_entries(container)]
    assert actions[:1] == [AuditAction.LABEL_GIVEN_UP]
    assert AuditAction.LABEL_CHECKED in actions


def test_a_parcel_gets_one_label(api: TestClient, container: Container) -> None:
    pack(api, container)
    lines = [{"line_item_id": str(LINE_ID), "quantity": 1}]
    body = {"id": "PAR-1", "order_id": "1", "lines": lines, "box": BOX.code, "weight_g": 900}
    assert call(api, "", body, 409)["error"]["type"] == "conflict"
    assert call(api, "", {**body, "id": "PAR-2", "box": "XXL"}, 404)["error"]["type"] == "not_found"
    assert call(api, "", {**body, "id": "PAR-2", "weight_g": None}, 422)["error"]["type"] == "invalid_shipment"
    assert call(api, "/nonsense", status=404, method="GET")["error"]["type"] == "not_found"


def test_a_customs_form_is_named_and_taken(api: TestClient, container: Container) -> None:
    container.process_label_purchase.add_kwargs(build_request=build_export_request)
    rated = pack(api, container)
    path = f"/{rated['id']}"
    call(api, f"{path}/buy", {"rate_id": next(rate["id"] for rate in rated["rates"] if rate["carrier"] == "UPS")})
    work(container)
    bought = call(api, path, status=200, method="GET")
    [form] = bought["customs_forms"]
    assert (bought["crosses_customs"], form["kind"], form["sent_electronically"]) == (True, "commercial_invoice", False)
    taken = api.get(f"/api/v1/labels{path}/customs-forms/{form['number']}")
    assert (taken.status_code, taken.headers["content-type"]) == (200, "application/pdf")
    assert call(api, f"{path}/customs-forms/2", status=404, method="GET")["error"]["type"] == "not_found"


def test_options_are_stated_and_warnings_of_the_address_are_shown(api: TestClient, container: Container) -> None:
    lines = [{"line_item_id": str(LINE_ID), "quantity": 3}]
    body = {"id": "PAR-1", "order_id": "1", "lines": lines, "box": BOX.code, "weight_g": 900}
    long = Address(name="Ann " * 10, address1="1 Main St", country_code="US")
    with container.transaction() as tx:
        order = tx.erp.orders.get("1")
        assert order is not None
        tx.erp.orders.apply([replace(order, shipping_address=long)])
        tx.commit()
    refused = call(api, "", {**body, "options": {"insured_value": "9000"}}, 422)
    assert "5,000 USD" in refused["error"]["message"]
    for odd, status, why in (
        ({"insured_value": "NaN"}, 400, "no amount"),
        ({"label_date": "2020-01-02T12:00:00"}, 400, "label_date"),
        ({"label_date": "2020-01-02T12:00:00+01:00"}, 422, "a day that has passed"),
        ({"dry_ice_g": 900}, 422, "the weight of everything together"),
    ):
        assert why in call(api, "", {**body, "options": odd}, status)["error"]["message"]
    asked = call(api, "", {**body, "options": {"insured_value": "99.90", "saturday_delivery": True}})
    assert "The name has 40 characters" in asked["warnings"][0]
    with container.read_transaction() as tx:
        purchase = tx.label_purchases.get(int(asked["id"]))
    assert purchase is not None
    assert (str(purchase.options.insured_value), purchase.options.saturday_delivery) == ("99.90 USD", True)


def test_a_shipment_gets_a_return_label_of_its_own(api: TestClient, container: Container) -> None:
    rated = pack(api, container)
    call(api, f"/{rated['id']}/buy", {"rate_id": rated["rates"][0]["id"]})
    work(container)
    asked = call(api, "/return", {"shipment_id": "PAR-1"})
    assert (asked["return"], asked["shipment_id"], asked["box"]) == (True, "PAR-1-R", BOX.code)
    assert call(api, "/return", {"shipment_id": "PAR-1"}, 409)["error"]["type"] == "conflict"
    assert list_entries(container)[0].action is AuditAction.LABEL_REQUESTED


def test_a_day_is_closed_once_and_its_manifest_taken(api: TestClient, container: Container) -> None:
    rated = pack(api, container)
    call(api, f"/{rated['id']}/buy", {"rate_id": rated["rates"][0]["id"]})
    work(container)
    day = container.clock().now().date().isoformat()
    [listed] = api.get(f"/api/v1/manifests?day={day}").json()["days"]
    assert (listed["parcels"], listed["weight_g"], listed["open_label_ids"]) == (1, 900, [rated["id"]])
    body = {"key": listed["key"], "day": day}
    first, again = (api.post("/api/v1/manifests", json=body) for _ in range(2))
    assert (first.status_code, first.json()) == (202, again.json())
    assert list_entries(container)[0].action is AuditAction.DAY_CLOSED
    path = f"/api/v1/manifests/{first.json()['id']}"
    assert api.get(f"{path}/file").json()["error"]["type"] == "refused"
    while container.process_manifest().run_next():
        pass
    made = api.get(path).json()
    assert (made["state"], made["label_ids"], made["costs"][0]["amount"]) == ("created", [rated["id"]], "6.07")
    assert api.get(f"{path}/file").headers["content-type"] == "application/pdf"
    assert api.get("/api/v1/manifests").status_code == 400


def test_the_labels_of_many_orders_are_bought_at_rates_that_were_read(container: Container, api: TestClient) -> None:
    state_weights(container)
    for _ in range(2):
        [asked, unknown] = call(api, "/many", {"order_ids": ["1", "99"]})["orders"]
        assert (asked["label_ids"], asked["problem"]) == (["1"], None)
        assert (unknown["label_ids"], unknown["problem"]) == ([], "There is no order 99.")
    while container.process_label_purchase().run_next():
        pass
    [rate, *_] = call(api, "/1", status=200, method="GET")["rates"]
    choices = {"labels": [{"id": "1", "rate_id": rate["id"]}, {"id": "99", "rate_id": rate["id"]}]}
    for _ in range(2):
        problems = call(api, "/many/buy", choices)["problems"]
        assert problems == [{"id": "99", "problem": "There is no label purchase 99."}]
        while container.process_label_purchase().run_next():
            pass
    assert get_carriers(container).calls["buy"] == 1
    assert AuditAction.LABEL_BOUGHT in {each.action for each in list_entries(container)}
    assert call(api, "/many/buy", {"labels": [{"id": "x", "rate_id": "r"}]}, 400)
