"""The largest orders: a thousand lines in five megabytes."""

import json

from sqlalchemy import Engine

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.product import MappedItem
from novex_shopify.domain.policies.order_document import build_sales_order
from tests.builders import LINE_ID, SHOP, VARIANT_ID, an_order_body, euros
from tests.databases import CIPHER

LINES = 1_000


def make_large_order_body() -> bytes:
    """Each line has an engraving of several thousand characters."""
    engraving = {"name": "engraving", "value": "für Ada 😀 " * 400}
    lines = [
        {"id": LINE_ID + number, "variant_id": VARIANT_ID, "quantity": 1, "price": "1.01", "properties": [engraving]}
        for number in range(LINES)
    ]
    return an_order_body(line_items=lines, shipping_lines=[], total_price="1010.00")


def test_an_order_of_a_thousand_lines_and_five_megabytes_is_stored(engine: Engine) -> None:
    body = make_large_order_body()
    assert len(body) > 5_000_000
    order = JsonPayloadReader().parse_order(body)
    unit_of_work = SqlUnitOfWork(engine, CIPHER, BuiltinErp)
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([build_sales_order(SHOP, order, {VARIANT_ID: MappedItem("ART-1")})])[0]
        tx.commit()
    with unit_of_work() as tx:
        document = tx.erp.orders.get(order_id)
    assert document is not None
    assert (len(document.lines), document.total) == (LINES, euros("1010.00"))
    assert json.loads(body)["line_items"][-1]["id"] == document.lines[-1].line_item_id
