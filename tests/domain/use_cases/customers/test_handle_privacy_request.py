"""Privacy requests: a report for a customer, and the erasure of a customer or a store."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from novex_shopify.domain.errors import ShopStillConnected
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.privacy import PrivacyRecord, PrivacyRequest, PrivacyRequestKind
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.use_cases.customers.apply_customer import apply_customers, build_customer_state
from novex_shopify.domain.use_cases.customers.erase_personal_data import erase_customer, erase_shop
from novex_shopify.domain.use_cases.customers.handle_privacy_request import (
    HandlePrivacyRequest,
    PrivacyRequestHandler,
    report_customer,
)
from tests.audited_world import read_audit_log
from tests.builders import (
    NOON,
    ORDER_ID,
    OTHER_SHOP,
    SECOND,
    SHOP,
    a_customer,
    a_new_event,
    a_refund,
    a_sales_order,
    a_shop,
    an_order_body,
)
from tests.domain.use_cases.customer_steps import add_customer, list_customers
from tests.domain.use_cases.event_steps import DONE, WORKER, Outcome, apply_event, store_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS, get_sales_order
from tests.domain.use_cases.order_steps import book_order, make_order_event
from tests.webhook_bodies import ADDRESS, make_privacy_body, make_shop_erasure_body

SHOP_ERASURE_BODY = make_shop_erasure_body()


@pytest.fixture
def fakes() -> Fakes:
    """The ERP has a customer and the customer's order, with personal data."""
    fakes = Fakes()
    fakes.connect_shop(installed_at=NOON)
    customer_id = add_customer(fakes, a_customer(id=7))
    (address,) = a_customer().addresses
    book_order(
        fakes,
        customer_id=customer_id,
        email="ada@example.com",
        shipping_address=address,
        note="Ring twice",
        refunds=(a_refund(),),
    )
    return fakes


HANDLERS: dict[PrivacyRequestKind, PrivacyRequestHandler] = {
    PrivacyRequestKind.DATA_REQUEST: report_customer,
    PrivacyRequestKind.CUSTOMER_ERASURE: erase_customer,
    PrivacyRequestKind.SHOP_ERASURE: erase_shop,
}


def request(fakes: Fakes, kind: PrivacyRequestKind, body: bytes, triggered_at: datetime = NOON) -> Outcome:
    handle = HandlePrivacyRequest(kind, HANDLERS[kind], PAYLOADS, fakes.clock)
    return apply_event(fakes, handle, body, id=99, triggered_at=triggered_at)  # none of the stored events


def list_records(fakes: Fakes) -> list[PrivacyRecord]:
    with fakes.unit_of_work() as tx:
        return list(tx.privacy.list_latest(9))


def list_bodies(fakes: Fakes) -> list[bytes]:
    """List the bodies of the stored events, oldest first."""
    with fakes.unit_of_work() as tx:
        return [event.body for event in tx.events.list_latest(9)][::-1]


def test_a_data_request_produces_a_report(fakes: Fakes) -> None:
    body = make_privacy_body(orders_requested=[ORDER_ID], data_request={"id": 99})
    assert request(fakes, PrivacyRequestKind.DATA_REQUEST, body) == DONE
    (record,) = list_records(fakes)
    report = json.loads(record.report or "")
    assert (record.kind, record.customer_id) == (PrivacyRequestKind.DATA_REQUEST, 7)
    assert report["customer"]["email"] == "ada@example.com"
    assert [(order["name"], order["shipping_address"]["city"]) for order in report["orders"]] == [("#1001", "London")]


def test_an_erased_customer_leaves_the_amounts_and_nothing_else(fakes: Fakes) -> None:
    store_event(fakes, make_order_event(), DONE)
    store_event(fakes, a_new_event("webhook-2", "customer:7"), DONE)
    request(fakes, PrivacyRequestKind.DATA_REQUEST, make_privacy_body(orders_requested=[ORDER_ID]))
    erasure = make_privacy_body(orders_to_redact=[ORDER_ID])
    assert request(fakes, PrivacyRequestKind.CUSTOMER_ERASURE, erasure) == DONE
    (customer,), document = list_customers(fakes), get_sales_order(fakes)
    assert (customer.email, customer.first_name, customer.addresses) == (None, None, ())
    assert (document.email, document.shipping_address, document.note) == (None, None, None)
    assert (str(document.total), document.refunds[0].note) == ("15.71 EUR", None)
    assert list_bodies(fakes) == [b"", b""]
    assert [(record.kind, record.report) for record in list_records(fakes)] == [
        (PrivacyRequestKind.CUSTOMER_ERASURE, None),
        (PrivacyRequestKind.DATA_REQUEST, None),
    ]


def test_an_erasure_is_in_the_audit_log_without_the_person(fakes: Fakes) -> None:
    request(fakes, PrivacyRequestKind.CUSTOMER_ERASURE, make_privacy_body(orders_to_redact=[ORDER_ID]))
    (entry,) = read_audit_log(fakes.unit_of_work)
    assert (entry.action, entry.subject.id) == (AuditAction.PERSONAL_DATA_ERASED, "7")
    assert (entry.before, entry.after) == ({}, {"request": "customers/redact"})


def test_a_parked_order_keeps_its_amounts_and_loses_its_personal_data(fakes: Fakes) -> None:
    order = an_order_body(shipping_address=ADDRESS, note="Ring twice")
    store_event(fakes, make_order_event(order), Settlement(EventStatus.PARKED))
    request(fakes, PrivacyRequestKind.CUSTOMER_ERASURE, make_privacy_body(orders_to_redact=[ORDER_ID]))
    (body,) = list_bodies(fakes)
    assert b"London" not in body
    left = PAYLOADS.parse_order(body)
    assert (str(left.total), left.shipping_address, left.note, left.customer) == ("15.71 EUR", None, None, None)


def test_an_erased_customer_is_not_restored_by_a_state_from_before_the_request(fakes: Fakes) -> None:
    asked_at = NOON + 5 * SECOND
    request(fakes, PrivacyRequestKind.CUSTOMER_ERASURE, make_privacy_body(), asked_at)
    with fakes.unit_of_work() as tx:
        (link,) = tx.customer_links.list_for_shop(SHOP)
    assert link.version.updated_at == asked_at


def test_an_erasure_is_never_of_long_ago_whatever_the_unsigned_time_says(fakes: Fakes) -> None:
    request(fakes, PrivacyRequestKind.CUSTOMER_ERASURE, make_privacy_body(), NOON - timedelta(days=7000))
    (record,) = list_records(fakes)
    assert record.requested_at == NOON - timedelta(hours=48)


def test_a_disconnected_shop_is_erased_after_48_hours(fakes: Fakes) -> None:
    fakes.connect_shop(installed_at=NOON, uninstalled_at=NOON)
    later = NOON + timedelta(hours=48)
    assert request(fakes, PrivacyRequestKind.SHOP_ERASURE, SHOP_ERASURE_BODY, later) == DONE
    document = get_sales_order(fakes)
    assert (document.shipping_address, str(document.total)) == (None, "15.71 EUR")
    assert [customer.email for customer in list_customers(fakes)] == [None]


def test_after_the_erasure_of_a_shop_no_import_takes_its_customers_for_unchanged(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        (link,) = tx.customer_links.list_for_shop(SHOP)
        tx.customer_links.save([replace(link, digest=99)])
        tx.imports.start(SHOP, ImportKind.CUSTOMERS, NOON)
        run = tx.imports.claim(WORKER, NOON)
        assert run is not None
        tx.imports.save(replace(run.finish(ImportStatus.DONE, NOON), file_digest="file"), NOON)
        tx.commit()
    fakes.connect_shop(uninstalled_at=NOON)
    request(fakes, PrivacyRequestKind.SHOP_ERASURE, SHOP_ERASURE_BODY)
    with fakes.unit_of_work() as tx:
        assert tx.customer_links.get_digests(SHOP, [7]) == {}
        assert tx.imports.find_last_file_digest(SHOP, ImportKind.CUSTOMERS) is None


def test_a_connected_shop_is_never_erased_whatever_the_unsigned_time_says(fakes: Fakes) -> None:
    outcome = request(fakes, PrivacyRequestKind.SHOP_ERASURE, SHOP_ERASURE_BODY, NOON + timedelta(hours=48))
    assert isinstance(outcome, ShopStillConnected)
    assert get_sales_order(fakes).shipping_address is not None


def test_a_reconnected_shop_is_not_erased(fakes: Fakes) -> None:
    reconnected = Settlement(EventStatus.SUPERSEDED, "the store was connected again")
    assert request(fakes, PrivacyRequestKind.SHOP_ERASURE, SHOP_ERASURE_BODY, NOON - SECOND) == reconnected
    assert get_sales_order(fakes).shipping_address is not None


@pytest.fixture
def sharing(fakes: Fakes) -> Fakes:
    """Another store of the group has the same customer, an order, and a newer address."""
    other = a_customer(id=8, phone=None, addresses=(Address(address1="Rue de Rivoli 1", city="Paris"),))
    with fakes.unit_of_work() as tx:
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        for shop in (SHOP, OTHER_SHOP):
            tx.shops.save_settings(shop, ShopSettings(customer_group="group"))
        apply_customers(tx, SHOP, [build_customer_state(a_customer(id=7, updated_at=NOON))])
        apply_customers(tx, OTHER_SHOP, [build_customer_state(replace(other, updated_at=NOON + SECOND))])
        link = tx.customer_links.get_many(OTHER_SHOP, [8])[8]
        order = a_sales_order(
            shop_domain=OTHER_SHOP, shopify_order_id=2, name="#F-1", customer_id=link.erp_id, email="ada@example.com"
        )
        tx.erp.orders.apply([order])
        tx.commit()
    return fakes


def test_a_report_has_only_what_is_of_its_store(sharing: Fakes) -> None:
    body = make_privacy_body(orders_requested=[ORDER_ID], data_request={"id": 99})
    request(sharing, PrivacyRequestKind.DATA_REQUEST, body)
    (record,) = list_records(sharing)
    report = json.loads(record.report or "")
    assert (report["customer"]["id"], report["customer"]["phone"]) == (7, a_customer().phone)
    assert report["customer"]["addresses"] == []
    assert [order["name"] for order in report["orders"]] == ["#1001"]


ERASURES = {
    PrivacyRequestKind.CUSTOMER_ERASURE: make_privacy_body(orders_to_redact=[ORDER_ID]),
    PrivacyRequestKind.SHOP_ERASURE: SHOP_ERASURE_BODY,
}


@pytest.mark.parametrize("kind", ERASURES)
def test_a_record_is_erased_when_no_connected_store_has_it_any_more(sharing: Fakes, kind: PrivacyRequestKind) -> None:
    sharing.connect_shop(uninstalled_at=NOON)
    request(sharing, kind, ERASURES[kind])
    with sharing.unit_of_work() as tx:
        theirs, ours = (tx.erp.orders.get_many(shop, [each]) for shop, each in ((OTHER_SHOP, 2), (SHOP, ORDER_ID)))
        link = tx.customer_links.get_many(OTHER_SHOP, [8])[8]
        kept = tx.erp.customers.get(link.erp_id)
        assert kept
        assert ([order.email for order in theirs], [order.email for order in ours]) == (["ada@example.com"], [None])
        assert (kept.email, kept.addresses[0].city) == ("ada@example.com", "Paris")
        tx.shops.save(a_shop(domain=OTHER_SHOP, uninstalled_at=NOON))
        erase_shop(tx, OTHER_SHOP, PrivacyRequest(OTHER_SHOP), PAYLOADS, NOON)
        erased = tx.erp.customers.get(link.erp_id)
        assert erased
        assert (erased.email, erased.addresses) == (None, ())


def test_a_customer_who_returns_after_the_erasure_is_kept_again(sharing: Fakes) -> None:
    request(sharing, PrivacyRequestKind.CUSTOMER_ERASURE, ERASURES[PrivacyRequestKind.CUSTOMER_ERASURE])
    with sharing.unit_of_work() as tx:
        for age, erased in ((-SECOND, True), (SECOND, False)):
            apply_customers(tx, SHOP, [build_customer_state(a_customer(id=7, updated_at=NOON + age))])
            assert tx.customer_links.get_many(SHOP, [7])[7].erased is erased


def test_a_request_that_names_another_shop_is_ignored(fakes: Fakes) -> None:
    body = make_privacy_body(shop_domain="other-store.myshopify.com")
    ignored = Settlement(EventStatus.IGNORED, "the body names another store")
    assert request(fakes, PrivacyRequestKind.CUSTOMER_ERASURE, body) == ignored
    assert get_sales_order(fakes).shipping_address is not None
