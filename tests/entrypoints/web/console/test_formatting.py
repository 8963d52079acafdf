"""How pages format numbers, times and names."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from novex_shopify.domain.model.money import Money
from novex_shopify.entrypoints.web.console.formatting import (
    NO_VALUE,
    format_begin,
    format_duration,
    format_in_sentence,
    format_money,
    format_number,
    format_plural,
    format_precise_duration,
    format_resource_key,
    format_sentence_case,
    format_time,
    format_topic,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0 s"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (200_000, "2 d")],
)
def test_a_duration_is_formatted_in_its_largest_unit(seconds: int, text: str) -> None:
    assert format_duration(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (None, NO_VALUE),
        (timedelta(milliseconds=134), "134 ms"),
        (timedelta(seconds=1.34), "1.3 s"),
        (timedelta(seconds=90), "1 min"),
    ],
)
def test_a_processing_time_is_formatted_precisely(duration: timedelta | None, text: str) -> None:
    assert format_precise_duration(duration) == text


def test_a_time_is_exact_in_the_zone_of_the_reader_and_relative() -> None:
    past = format_time(NOON - timedelta(minutes=3), NOON, ZoneInfo("Europe/Berlin"))
    assert past == (
        '<time datetime="2026-11-23T11:57:00+00:00" title="2026-11-23 12:57:00 CET">'
        "<span>23 Nov, 12:57</span> <span>(3 min ago)</span></time>"
    )
    assert ">23 Nov, 14:00 UTC</span> <span>(in 2 h)<" in format_time(NOON + timedelta(hours=2), NOON, None)
    assert "24 Nov 2025, 12:00" in format_time(NOON - timedelta(days=364), NOON, None)
    assert format_time(None, NOON, None) == NO_VALUE


def test_numbers_are_grouped_by_narrow_spaces_and_nouns_agree_with_them() -> None:
    assert format_number(1_234_567.4) == "1\u202f234\u202f567"
    assert [format_plural(count, "event") for count in (0, 1, 1200)] == ["0 events", "1 event", "1\u202f200 events"]


def test_a_topic_may_break_after_its_separators() -> None:
    assert format_topic("orders/risk_<") == "orders/<wbr>risk_<wbr>&lt;"


def test_money_has_its_currency_the_currencys_decimals_and_groups_of_thousands() -> None:
    amounts = [Money(Decimal(amount), currency) for amount, currency in (("11.9", "EUR"), ("1200.0", "JPY"))]
    assert [format_money(amount).split() for amount in amounts] == [["11.90", "EUR"], ["1", "200", "JPY"]]
    assert format_money(Money(Decimal("-1234567.234"), "KWD")).split() == ["-1", "234", "567.234", "KWD"]
    assert format_money(None) == NO_VALUE


@pytest.mark.parametrize(
    ("key", "text"),
    [("order:450789469", "order 450789469"), ("gid://shopify/BulkOperation/7", "BulkOperation 7"), ("shop", "shop ")],
)
def test_a_resource_has_a_short_name(key: str, text: str) -> None:
    assert format_resource_key(key) == text


def test_a_value_is_written_as_a_sentence() -> None:
    assert format_sentence_case("partially_refunded") == "Partially refunded"
    assert format_sentence_case("26 subscriptions missing") == "26 subscriptions missing"
    assert format_sentence_case("") == ""


def test_a_label_is_written_inside_a_sentence() -> None:
    assert [format_in_sentence(label) for label in ("Tracking number", "ERP order", "Shopify ID", "")] == [
        "tracking number",
        "ERP order",
        "Shopify ID",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("complete; Shopify API 2026-10", "Complete; Shopify API 2026-10"),
        ("up-to-date, all of it", "Up-to-date, all of it"),
        ("http://erp.example.com answers", "http://erp.example.com answers"),
        ("vm:1370 ran its periodic jobs", "vm:1370 ran its periodic jobs"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_letter_but_an_address_does_not(text: str, shown: str) -> None:
    assert format_begin(text) == shown
