"""The files of a recall."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.lot import LotSource
from novex_shopify.domain.model.order import Company
from novex_shopify.domain.model.recall import NoticeChannel, Recall
from novex_shopify.domain.model.resource_link import FieldVersion, ResourceLink, StateVersion
from novex_shopify.domain.model.sheet import Cell
from novex_shopify.domain.policies.stated_fields import ERASURE
from novex_shopify.domain.use_cases.recall.export_recall import ExportRecall, RecallFile
from novex_shopify.domain.use_cases.recall.note_notice import Answer, NoteNotice
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import NOON, SHOP, an_item
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.recall.recall_steps import open_recall
from tests.domain.use_cases.stock.stock_steps import RACK, receive
from tests.domain.use_cases.trace.trace_steps import HOME, assign, order, ship, ship_untraced

SHOP_ADDRESS = replace(HOME, name="Grace Hopper", company="Cobol Foods", province="Virginia", phone="+1 202")


@pytest.fixture
def recall(warehouse: Fakes) -> Recall:
    """A lot that a consumer, a business, an assumed and an unknown recipient have, and one who waits for it."""
    with warehouse.unit_of_work() as tx:
        rack = get_stock(tx).locations.find(RACK)
        assert rack
        get_stock(tx).locations.save(replace(rack, address="Kimchi Street 1, Berlin"))
        tx.commit()
    receive(warehouse, 40, source=LotSource.PRODUCTION)
    warehouse.clock.advance(timedelta(days=1))
    ship(warehouse, order(warehouse, 1), 2)
    ship(warehouse, order(warehouse, 2, company=Company(77), shipping_address=SHOP_ADDRESS, phone=None), 12)
    ship(warehouse, order(warehouse, 3), 3, inferred=True)
    assign(warehouse, order(warehouse, 4), 4)
    ship_untraced(warehouse, order(warehouse, 5), 5)
    return open_recall(warehouse, mock=True)


def export(warehouse: Fakes, recall: Recall, file: RecallFile) -> Sequence[Mapping[str, Cell]]:
    sheet = ExportRecall(warehouse.unit_of_work)(recall.number, file)
    return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]


def test_customers_to_notify_are_all_who_may_have_units(warehouse: Fakes, recall: Recall) -> None:
    rows = export(warehouse, recall, RecallFile.CUSTOMERS)
    assert [(row["order"], row["units"], row["lot_is"], row["lots"]) for row in rows] == [
        ("#1001", 2, "recorded", "L1: 2"),
        ("#1002", 12, "recorded", "L1: 12"),
        ("#1003", 3, "assumed", "L1: 3"),
        ("#1005", 5, "not known", None),
    ]
    assert (rows[0]["customer"], rows[0]["email"], rows[0]["city"]) == ("Ada Lovelace", "ada@example.com", "London")
    assert (rows[0]["channel"], rows[0]["returned_upon_notice"]) == (None, None)


def test_customers_show_what_they_answered(warehouse: Fakes, recall: Recall) -> None:
    NoteNotice(warehouse.unit_of_work, warehouse.clock)(recall.number, "1", NoticeChannel.PHONE, Answer("ate it", 1))
    row = export(warehouse, recall, RecallFile.CUSTOMERS)[0]
    assert (row["channel"], row["answer"], row["returned_upon_notice"]) == ("phone", "ate it", 1)
    assert row["notified_at"] == row["answered_at"] == warehouse.clock.now()


def test_the_fda_gets_the_name_of_a_business_whose_address_has_none(warehouse: Fakes) -> None:
    receive(warehouse, 10)
    address = replace(SHOP_ADDRESS, company=None)
    ship(warehouse, order(warehouse, 1, company=Company(77), shipping_address=address), 2)
    [row] = export(warehouse, open_recall(warehouse, mock=True), RecallFile.FSMA)
    assert (row["recipient_name"], row["recipient_address_company"]) == ("Grace Hopper", "Company 77")


def test_the_fda_gets_the_eight_key_data_elements_of_each_lot_in_each_shipment(
    warehouse: Fakes, recall: Recall
) -> None:
    consumer, business, assumed = export(warehouse, recall, RecallFile.FSMA)
    assert business == {
        "traceability_lot_code": "L1",
        "quantity": 12,
        "unit_of_measure": "unit",
        "product_description": "Tea, Earl Grey",
        "recipient_name": "Grace Hopper",
        "recipient_phone": "+1 202",
        "recipient_address_company": "Cobol Foods",
        "recipient_address1": "St James's Square 12",
        "recipient_address2": None,
        "recipient_zip": "SW1Y 4JH",
        "recipient_city": "London",
        "recipient_province": "Virginia",
        "recipient_country": "GB",
        "ship_from_location": "Rack, Kimchi Street 1, Berlin",
        "date_shipped": date(2026, 11, 24),
        "traceability_lot_code_source": "Rack, Kimchi Street 1, Berlin",
        "reference_document_type": "shipment",
        "reference_document_number": "SHIP-2 (order #1002)",
        "recipient_is": "business",
        "lot_is": "recorded",
    }
    assert (consumer["recipient_is"], assumed["lot_is"]) == ("consumer", "assumed")


@pytest.mark.parametrize(
    ("changes", "unit"),
    [({"unit": "jar", "grams": 350}, "jar"), ({"grams": 350}, "unit of 350 g"), ({}, "unit")],
)
def test_quantities_have_the_unit_of_the_item(
    warehouse: Fakes, recall: Recall, changes: Mapping[str, Any], unit: str
) -> None:
    with warehouse.unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-1", **changes)])
        tx.erp.catalog.set_edited_fields([an_item("ART-1", **changes)])
        tx.commit()
    assert {row["unit_of_measure"] for row in export(warehouse, recall, RecallFile.FSMA)} == {unit}


def test_the_eu_gets_business_customers_only(warehouse: Fakes, recall: Recall) -> None:
    [row] = export(warehouse, recall, RecallFile.EU)
    assert (row["date_shipped"], row["lot"], row["quantity"], row["customer"]) == (
        date(2026, 11, 24),
        "L1",
        12,
        "Company 77",
    )
    assert (row["order"], row["shipment"], row["recipient_city"]) == ("#1002", "SHIP-2", "London")


def test_an_erased_person_is_in_no_file(warehouse: Fakes, recall: Recall) -> None:
    with warehouse.unit_of_work() as tx:
        tx.erp.orders.erase(SHOP, [1, 2])
        erased = {ERASURE: FieldVersion(StateVersion(NOON))}
        for number in (1, 2):
            link = ResourceLink(SHOP, number, str(number), StateVersion(NOON), field_versions=erased)
            tx.order_links.save([link])
        tx.commit()
    for file, name in (
        (RecallFile.CUSTOMERS, "customer"),
        (RecallFile.FSMA, "recipient_name"),
        (RecallFile.EU, "recipient_name"),
    ):
        row = export(warehouse, recall, file)[0]
        assert (file, row[name]) == (file, "erased on 2026-11-23")
        assert "London" not in row.values()


def test_an_unknown_recall_has_no_files(warehouse: Fakes) -> None:
    with pytest.raises(NotFound, match="no recall R-1"):
        ExportRecall(warehouse.unit_of_work)("R-1", RecallFile.EU)
