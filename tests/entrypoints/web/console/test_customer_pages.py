"""What is done for customers in the console: possible duplicates, lots that they accept, privacy requests."""

from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.privacy import KeptInvoices, PrivacyRecord, PrivacyRequestKind
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from tests.audited_world import list_entries
from tests.builders import NOON, OTHER_SHOP, SHOP, a_customer, a_delivery, a_link, a_new_event, a_shop
from tests.entrypoints.web.console.local_console import send_form
from tests.entrypoints.web.console.signed_in import add_user, sign_in_as

DUPLICATES = "/console/customers/duplicates"


@pytest.fixture(autouse=True)
def doubtful_customers(container: Container) -> None:
    """One possible duplicate in each of two stores."""
    with container.transaction() as tx:
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        for shop, number in ((SHOP, 7), (OTHER_SHOP, 8)):
            (erp_id,) = tx.erp.customers.add(shop, [a_customer(id=number, first_name="Ada", last_name="Lovelace")])
            link = replace(a_link(number, erp_id), shop_domain=shop)
            tx.customer_links.save([replace(link, review_reason="customer 9 of the ERP has the same phone number")])
        tx.commit()


def test_possible_duplicates_are_listed_masked_and_kept_separate(console: TestClient, container: Container) -> None:
    page = console.get(DUPLICATES).text
    assert (page.count("Ada L."), page.count("Lovelace"), page.count("has the same phone number")) == (2, 0, 2)
    assert 'href="https://admin.shopify.com/store/tea-and-paper/customers/7"' in page
    assert console.get(f"{DUPLICATES}?after={OTHER_SHOP}/8").text.count("Ada L.") == 1
    assert console.get(f"{DUPLICATES}?format=csv").text.count("\n") == 3
    assert send_form(console, f"{DUPLICATES}/{SHOP}/7/keep-separate", {})[0] == 303
    assert console.get(f"{DUPLICATES}?shop={SHOP}").text.count("Ada L.") == 0
    assert send_form(console, f"{DUPLICATES}/{SHOP}/7/keep-separate", {})[0] == 404


def test_how_long_lots_must_be_good_for_a_customer_is_set_on_the_page(
    console: TestClient, container: Container
) -> None:
    page = console.get("/console/customers/1").text
    assert "Possible duplicate." in page
    status, refused = send_form(console, "/console/customers/1/lots", {"min_remaining_days": "soon"})
    assert (status, 'value="soon"' in refused, "Enter a whole number of days" in refused) == (422, True, True)
    for text, days in (("90", 90), ("", None)):
        assert send_form(console, "/console/customers/1/lots", {"min_remaining_days": text})[0] == 303
        assert container.set_minimum_life().get(SHOP, 7) == days


def test_privacy_requests_are_listed_with_their_deadlines(console: TestClient, container: Container) -> None:
    with container.transaction() as tx:
        tx.events.add([a_new_event(delivery=a_delivery(topic=PrivacyRequestKind.CUSTOMER_ERASURE))])
        events = tx.events.claim(WorkerId("a-worker-of-the-test", 1), NOON, 9)
        tx.events.settle([(event, Settlement(EventStatus.DEAD, "no answer")) for event in events], NOON)
        kept = KeptInvoices(3, date(2034, 12, 31))
        tx.privacy.add(PrivacyRecord(SHOP, PrivacyRequestKind.CUSTOMER_ERASURE, 7, NOON, NOON, kept=kept))
        tx.privacy.add(PrivacyRecord(SHOP, PrivacyRequestKind.DATA_REQUEST, 8, NOON, NOON, '{"customer": "Ada"}'))
        tx.commit()
    page = console.get("/console/privacy").text
    waiting, completed = page.split("<h2>Completed</h2>")
    assert ("no answer" in waiting, "Failed" in waiting, "23 Dec" in waiting) == (True, True, True)
    assert "3 invoices must be kept by law and stay until 2034-12-31" in completed
    assert ("Report ready" in completed, 'href="/console/privacy/2/report"' in completed) == (True, True)


def test_a_report_is_for_operators_and_the_audit_log_says_who_took_it(web: TestClient, container: Container) -> None:
    with container.transaction() as tx:
        tx.privacy.add(PrivacyRecord(SHOP, PrivacyRequestKind.DATA_REQUEST, 8, NOON, NOON, '{"customer": "Ada"}'))
        tx.commit()
    sign_in_as(web, container, add_user(container, "Olga", Role.PACKER))
    assert web.get("/console/privacy/1/report").status_code == 403
    sign_in_as(web, container, add_user(container, "Anna", Role.OPERATOR))
    assert web.get("/console/privacy/1/report").json() == {"customer": "Ada"}
    assert web.get("/console/privacy/2/report").status_code == 404
    entry = next(each for each in list_entries(container) if each.action is AuditAction.PERSONAL_DATA_SHOWN)
    assert (entry.actor.name, entry.subject.id) == ("Anna", "1")
