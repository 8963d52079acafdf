"""A label is asked for, chosen, printed and decided about in the console."""

from collections.abc import Generator
from dataclasses import replace

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.adapters.memory.shipping.carriers import MemoryCarriers
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.errors import CarrierMayHaveLabel, CarriersRefused
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import CarrierMode, RefundState
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.verified_address import AddressDifference, CheckedAddress
from novex_shopify.domain.use_cases.labels.build_rate_request import build_rate_request
from tests.audited_world import list_entries
from tests.builders import SHOP
from tests.domain.use_cases.labels.label_steps import BOX, build_export_request, build_request, end_waiting
from tests.entrypoints.web.console.local_console import LOCAL, open_local_console, send_form
from tests.warehouse_world import KIMCHI, OLDER, assign, book, open_warehouse

SHIP = f"/console/orders/{SHOP}/1001"


@pytest.fixture
def container() -> Container:
    """A store with an account, an order for 6 units of a lot, and a box."""
    container = build_in_memory_container()
    container.settings.override(providers.Object(Settings.model_validate({**IN_MEMORY_SETTINGS, **LOCAL})))
    container.process_label_purchase.add_kwargs(build_request=build_request)
    open_warehouse(container)
    assign(container, book(container, "#1001", 6), OLDER, 6)
    with container.transaction() as tx:
        tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key"), None)
        tx.boxes.save(BOX)
        tx.commit()
    return container


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    with open_local_console(container) as client:
        yield client


@pytest.fixture
def purchase(container: Container, console: TestClient) -> LabelPurchase:
    """Everything that is assigned is packed, and rates are there."""
    status, text = send_form(console, f"{SHIP}/label", {**read_quantities(console), "box": BOX.code, "weight": "2300"})
    assert status in {200, 303}, text
    work(container)
    return get_purchase(container)


def read_quantities(console: TestClient) -> dict[str, str]:
    """The fields of the page Ship as it proposes them."""
    page = console.get(f"{SHIP}/ship").text
    fields = {}
    for part in page.split("<input")[1:]:
        name, value = (part.partition(f'{attribute}="')[2].partition('"')[0] for attribute in ("name", "value"))
        if 'inputmode="numeric"' in part.partition(">")[0]:
            fields[name] = value
    return fields


def work(container: Container) -> None:
    while container.process_label_purchase().run_next():
        pass


def get_purchase(container: Container) -> LabelPurchase:
    with container.read_transaction() as tx:
        [found] = tx.label_purchases.list_latest(10)
    return found


def get_carriers(container: Container) -> MemoryCarriers:
    carriers = container.carriers()
    assert isinstance(carriers, MemoryCarriers)
    return carriers


def choose_cheapest(container: Container, console: TestClient, purchase: LabelPurchase) -> None:
    rate = min(purchase.rates, key=lambda each: each.price.amount)
    send_form(console, f"/console/labels/{purchase.id}/buy", {"rate": rate.id, "why": "cheapest"})
    work(container)


def test_an_order_is_packed_bought_for_shipped_and_printed(
    container: Container, console: TestClient, purchase: LabelPurchase
) -> None:
    page = console.get(f"/console/labels/{purchase.id}").text
    assert all(text in page for text in ("Rates are there", "USPS GroundAdvantage", "6.07"))
    choose_cheapest(container, console, purchase)
    bought = get_purchase(container)
    assert (bought.state, bought.ship_error, bought.why_chosen) == (PurchaseState.BOUGHT, None, "cheapest")
    assert bought.postage is not None
    assert bought.postage.tracking_number in console.get("/console/labels").text
    printed = console.get(f"/console/labels/{purchase.id}/files/pdf")
    assert (printed.status_code, printed.headers["content-disposition"].partition(";")[0]) == (200, "inline")
    assert list_entries(container)[0].action is AuditAction.PERSONAL_DATA_SHOWN
    assert console.get(f"/console/labels/{purchase.id}/files/gif").status_code == 404


def test_the_list_of_shipments_has_the_label_its_cost_and_the_contents(
    container: Container, console: TestClient, purchase: LabelPurchase
) -> None:
    choose_cheapest(container, console, purchase)
    page = console.get("/console/shipments").text
    assert all(text in page for text in (f"/console/labels/{purchase.id}", "6.07"))
    listed = console.get("/console/shipments?format=csv").text
    assert all(text in listed for text in ("6 x Kimchi", "Bought", "6.07 USD"))


def test_what_waits_for_a_person_needs_attention_and_can_be_decided(
    container: Container, console: TestClient, purchase: LabelPurchase
) -> None:
    get_carriers(container).fail_next("buy", CarrierMayHaveLabel("Ask the carrier."))
    choose_cheapest(container, console, purchase)
    end_waiting(container, purchase.id)
    assert "A label waits for a decision" in console.get("/console").text
    listed = console.get("/console/labels?state=undecided").text
    assert f"/console/labels/{purchase.id}" in listed
    assert "Ask the carrier." in console.get(f"/console/labels/{purchase.id}").text
    send_form(console, f"/console/labels/{purchase.id}/check", {})
    assert get_purchase(container).state is PurchaseState.UNCLEAR
    assert "A label waits for a decision" not in console.get("/console").text


@pytest.mark.parametrize("action", ["give-up", "void"])
def test_a_label_that_is_not_wanted_is_ended_with_a_reason(
    container: Container, console: TestClient, purchase: LabelPurchase, action: str
) -> None:
    if action == "void":
        choose_cheapest(container, console, purchase)
    send_form(console, f"/console/labels/{purchase.id}/{action}", {"reason": "another box"})
    ended = get_purchase(container)
    assert not ended.is_open
    wanted = AuditAction.LABEL_VOIDED if action == "void" else AuditAction.LABEL_GIVEN_UP
    assert wanted in {entry.action for entry in list_entries(container)}


def test_a_rejected_refund_is_shown_and_asked_for_again_or_left_at_that(
    container: Container, console: TestClient, purchase: LabelPurchase
) -> None:
    choose_cheapest(container, console, purchase)
    page = f"/console/labels/{purchase.id}"
    for reason in ("not used", "asked again"):
        send_form(console, f"{page}/void", {"reason": reason})
        get_carriers(container).fail_next("request_refund", CarriersRefused("The parcel has been shipped."))
        work(container)
        shown = console.get(page).text
        assert "The parcel has been shipped." in shown
        assert ("Ask again" in shown, "Do without the refund" in shown) == (True, True)
    assert f"/console/labels/{purchase.id}" in console.get("/console/labels?state=undecided").text
    send_form(console, f"{page}/give-up", {"reason": "it was used"})
    assert get_purchase(container).refund is RefundState.FORGONE
    assert "Do without the refund" not in console.get(page).text


def test_an_address_is_verified_where_the_order_is_packed(container: Container, console: TestClient) -> None:
    typed = {**read_quantities(console), "weight": "2345"}
    found = CheckedAddress(("House number is missing",), (AddressDifference("zip", "10001", "10002"),))
    container.verify_address.override(providers.Object(lambda order_id: found))
    status, page = send_form(console, f"{SHIP}/verify-address", typed)
    said = ("House number is missing", "10001 → 10002", "Nothing was changed", "orders/1001", 'value="2345"')
    assert (status, [text for text in said if text not in page]) == (200, [])
    assert list_entries(container)[0].action is AuditAction.PERSONAL_DATA_SHOWN
    container.verify_address.reset_override()
    give_address(container, "1")
    get_carriers(container).fail_next("verify_address", CarriersRefused("The directory is closed."))
    assert "The directory is closed." in send_form(console, f"{SHIP}/verify-address", typed)[1]
    assert "The address is verified." in send_form(console, f"{SHIP}/verify-address", typed)[1]


def test_an_export_that_must_be_filed_is_asked_for_again_with_its_filing(
    container: Container, console: TestClient
) -> None:
    prepare_export(container)
    typed = {**read_quantities(console), "box": BOX.code, "weight": "2300"}
    assert 'name="filing"' in console.get(f"{SHIP}/ship").text
    status, text = send_form(console, f"{SHIP}/label", {**typed, "filing": "X1"})
    assert (status, "enter an ITN (X and 14 digits)" in text, 'value="X1"' in text) == (422, True, True)
    send_form(console, f"{SHIP}/label", typed)
    work(container)
    refused = get_purchase(container)
    page = f"/console/labels/{refused.id}"
    assert (refused.state, f'action="{page}/filing"' in console.get(page).text) == (PurchaseState.REFUSED, True)
    assert "enter an ITN" in send_form(console, f"{page}/filing", {"filing": "no"})[1]
    assert send_form(console, f"{page}/filing", {"filing": "NOEEI 30.37(a)"})[0] == 303
    work(container)
    again = get_newest(container)
    assert (again.state, again.parcel, again.options.filing) == (PurchaseState.RATED, refused.parcel, "NOEEI 30.37(a)")
    assert (list_entries(container)[0].after or {})["filing"] == "NOEEI 30.37(a)"
    assert "ITN or exemption" not in console.get(page).text
    assert "lacks no filing" in send_form(console, f"{page}/filing", {"filing": "NOEEI 30.37(a)"})[1]


def prepare_export(container: Container) -> None:
    """The order goes from the United States to Korea, and its worth is not known in dollars."""
    container.process_label_purchase.add_kwargs(build_request=build_rate_request)
    give_address(container, "1")
    with container.transaction() as tx:
        order = tx.erp.orders.get("1")
        assert order
        assert order.shipping_address
        tx.origins.save(Origin(None, replace(order.shipping_address, province_code="CA")))
        seoul = replace(order.shipping_address, zip="04524", city="Seoul", country_code="KR")
        tx.erp.orders.apply([replace(order, shipping_address=seoul)])
        settings = replace(tx.shops.get_settings(SHOP), shipping_phone="+13125550142", customs_signer="Sam Park")
        tx.shops.save_settings(SHOP, settings)
        tx.erp.catalog.put([replace(KIMCHI, grams=100)])
        tx.erp.catalog.set_edited_fields([replace(KIMCHI, hs_code="200599", origin_country="KR")])
        tx.commit()


def give_address(container: Container, order_id: str, **changes: str) -> None:
    with container.transaction() as tx:
        order = tx.erp.orders.get(order_id)
        assert order
        address = Address(name="Ann", address1="1 Main St", zip="94107", city="Town", country_code="US", **changes)
        tx.erp.orders.apply([replace(order, shipping_address=address)])
        tx.commit()


def test_a_rate_that_is_not_offered_is_refused_on_the_page(console: TestClient, purchase: LabelPurchase) -> None:
    status, text = send_form(console, f"/console/labels/{purchase.id}/buy", {"rate": "rate_none"})
    assert status == 422
    assert "has no rate" in text


def test_an_order_whose_label_cannot_be_asked_for_says_why(console: TestClient) -> None:
    status, text = send_form(console, f"{SHIP}/label", read_quantities(console))
    assert (status, "needs a box and a weight" in text) == (422, True)
    for field, odd, why in (("weight", "1.5", "Enter whole grams"), ("insured", "NaN", "Enter an amount")):
        status, text = send_form(console, f"{SHIP}/label", {**read_quantities(console), field: odd})
        assert (status, why in text) == (422, True)


@pytest.mark.parametrize(
    ("carrier", "text"), [("UPS", "Commercial invoice"), ("USPS", "The carrier has it in the label")]
)
def test_a_customs_form_is_printed_or_the_page_says_where_it_is(
    container: Container, console: TestClient, carrier: str, text: str
) -> None:
    container.process_label_purchase.add_kwargs(build_request=build_export_request)
    send_form(console, f"{SHIP}/label", {**read_quantities(console), "box": BOX.code, "weight": "2300"})
    work(container)
    purchase = get_purchase(container)
    page = f"/console/labels/{purchase.id}"
    send_form(console, f"{page}/buy", {"rate": next(each.id for each in purchase.rates if each.carrier == carrier)})
    work(container)
    assert text in console.get(page).text
    form = console.get(f"{page}/customs-forms/1")
    assert form.status_code == (200 if carrier == "UPS" else 404)
    if carrier == "UPS":
        assert list_entries(container)[0].after == {"file": f"label-{purchase.id}-customs-1.pdf"}


def test_a_return_label_is_asked_for_on_the_page_of_the_order(
    container: Container, console: TestClient, purchase: LabelPurchase
) -> None:
    choose_cheapest(container, console, purchase)
    assert 'action="/console/labels/return"' in console.get(SHIP).text
    form = {"shipment": purchase.parcel.id, "next": SHIP}
    send_form(console, "/console/labels/return", form)
    work(container)
    returned = get_newest(container)
    assert (returned.reverse, returned.state) == (True, PurchaseState.RATED)
    assert list_entries(container)[0].action is AuditAction.LABEL_REQUESTED
    choose_cheapest(container, console, returned)
    page = console.get(f"/console/labels/{returned.id}").text
    assert all(text in page for text in ("Return label", "Save PDF to send", "The money is asked for."))
    send_form(console, "/console/labels/return", form)
    assert get_newest(container).id == returned.id


def get_newest(container: Container) -> LabelPurchase:
    with container.read_transaction() as tx:
        return tx.label_purchases.list_latest(1)[0]
