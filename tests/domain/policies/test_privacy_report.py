"""A privacy report contains all data that is stored about a customer."""

import json
from dataclasses import fields

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.recall import NoticeChannel, RecallNotice
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.privacy_report import build_privacy_report
from tests.builders import NOON, a_complete_sales_order, a_customer


def test_the_report_has_every_field_of_the_customer_and_the_orders() -> None:
    report = json.loads(build_privacy_report(a_customer(), [a_complete_sales_order()]))
    assert report["customer"].keys() == {field.name for field in fields(Customer)}
    assert [order.keys() for order in report["orders"]] == [{field.name for field in fields(SalesOrder)}]


def test_times_are_iso_8601_and_amounts_exact() -> None:
    (order,) = json.loads(build_privacy_report(None, [a_complete_sales_order()]))["orders"]
    assert order["ordered_at"] == NOON.isoformat()
    assert order["cash_rounding"] == {"amount": "-0.02", "currency": "EUR"}


def test_the_report_has_what_the_customer_wrote() -> None:
    (order,) = json.loads(build_privacy_report(None, [a_complete_sales_order()]))["orders"]
    assert order["lines"][0]["properties"] == [{"name": "Engraving", "value": "For Ada"}]
    assert order["note_attributes"] == [{"name": "Gift text", "value": "Many happy returns"}]
    assert order["localized_fields"][0]["value"] == "LVLDAA15T50Z114K"


def test_characters_of_all_alphabets_are_readable() -> None:
    assert "Zoë Ångström" in build_privacy_report(a_customer(first_name="Zoë Ångström"), [])


def test_an_unknown_customer_without_orders_has_an_empty_report() -> None:
    assert json.loads(build_privacy_report(None, [])) == {"customer": None, "orders": []}


def test_answers_to_recalls_are_reported_without_who_asked() -> None:
    asked_by = Actor(ActorKind.USER, "Olga", "7")
    notice = RecallNotice(1, 1, "9", "7", NoticeChannel.PHONE, NOON, asked_by, NOON, "threw it away", 1)
    report = build_privacy_report(None, [], [notice])
    [reported] = json.loads(report)["recall_notices"]
    assert (reported["note"], reported["channel"], "Olga" in report) == ("threw it away", "phone", False)
