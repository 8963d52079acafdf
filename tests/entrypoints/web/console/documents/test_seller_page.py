"""Sellers are created and changed by a form, which says at the field what is wrong."""

from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from tests.audited_world import list_entries
from tests.entrypoints.web.console.local_console import open_local_console, send_form

PATH = "/console/settings/documents/sellers"
IBAN = "DE89\N{NO-BREAK SPACE}3704 0044 0532 0130 00"
TEA = {
    "name": "tea",
    "legal_name": "Tea & Paper GmbH",
    "prefix": "de",
    "street": "Domstr. 1",
    "zip": "50667",
    "city": "Köln",
    "country_code": "de",
    "vat_id": "de 123 456 789",
    "iban": IBAN,
    "language": "de",
    "time_zone": "Europe/Berlin",
}


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    with open_local_console(container) as client:
        yield client


def list_sellers(container: Container) -> list[Seller]:
    with container.read_transaction() as tx:
        return list(get_invoices(tx).sellers.list_all())


def test_a_seller_is_created_and_changed_and_it_is_recorded(console: TestClient, container: Container) -> None:
    empty = console.get(PATH).text
    assert "No sellers yet" in empty
    assert empty.count("required") == 8  # of the name, the address, the prefix and the time zone
    assert send_form(console, PATH, TEA)[0] == 303
    [saved] = list_sellers(container)
    assert (saved.prefix, saved.country_code, saved.vat_id) == ("DE", "DE", "DE123456789")
    page = console.get(f"{PATH}?seller=tea").text
    assert all(text in page for text in ("Change tea", "Tea &amp; Paper GmbH", IBAN))
    changed = {**TEA, "changes": "tea", "iban": "", "retention_years": "12"}
    assert send_form(console, PATH, changed)[0] == 303
    [saved] = list_sellers(container)
    assert (saved.iban, saved.retention_years) == (None, 12)
    assert [each.action for each in list_entries(container)[:2]] == [AuditAction.SELLER_SAVED] * 2


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("legal_name", "", "needs a legal name"),
        ("legal_name", "Tea\x01", "control characters"),
        ("city", "y" * 256, "At most 255 characters"),
        ("country_code", "XX", "There is no country XX"),
        ("vat_id", "DE12345678", "No VAT ID of DE has the form"),
        ("vat_id", "123456789", "begins with its country, such as DE"),
        ("iban", "DE89 3704 0044 0532 0130 01", "This is no IBAN"),
        ("bic", "COBADE", "8 or 11 letters"),
        ("email", "nowhere", "no e-mail address"),
        ("time_zone", "Berlin", "no time zone Berlin"),
        ("retention_years", "\u0664", "whole number of years"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_saved(
    console: TestClient, container: Container, field: str, value: str, reason: str
) -> None:
    status, page = send_form(console, PATH, {**TEA, field: value})
    assert status == 422
    assert reason in page.partition(f'id="{field}-error"')[2][:200]
    assert "Domstr. 1" in page  # what was entered stays
    assert list_sellers(container) == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"changes": "tea", "time_zone": ""}, "A seller needs a time zone"),
        ({"changes": "tea", "legal_name": " "}, "A seller needs a legal name"),
        ({"name": "other", "prefix": "DE"}, "The seller tea has the prefix DE"),
        ({"name": "other", "prefix": "DECN"}, "its credit notes DECN"),
    ],
)
def test_a_known_seller_keeps_what_it_needs_and_its_series(
    console: TestClient, container: Container, values: dict[str, str], reason: str
) -> None:
    send_form(console, PATH, TEA)
    status, page = send_form(console, PATH, {**TEA, **values})
    assert (status, reason in page) == (422, True)
    assert [(each.name, each.time_zone) for each in list_sellers(container)] == [("tea", "Europe/Berlin")]


def test_a_new_seller_does_not_replace_one_with_the_same_name(console: TestClient, container: Container) -> None:
    send_form(console, PATH, TEA)
    status, page = send_form(console, PATH, {**TEA, "name": "Tea", "legal_name": "Another", "prefix": "AN"})
    assert (status, "There is a seller tea already" in page) == (422, True)
    assert [each.legal_name for each in list_sellers(container)] == ["Tea & Paper GmbH"]
