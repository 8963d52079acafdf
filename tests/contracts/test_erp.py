"""The exam for every ERP: the built-in one, the one in memory, and any other."""

from dataclasses import replace
from decimal import Decimal

import pytest

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import NOON, OTHER_SHOP, SHOP, a_customer, a_sales_order, a_shipment, an_item, euros


def test_items_are_added_and_changed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-2"), an_item("ART-1")])
        tx.erp.catalog.put([an_item("ART-2", name="Green tea", sku=None)])
        tx.erp.catalog.put([])
        assert list(tx.erp.catalog.all()) == [an_item("ART-1"), an_item("ART-2", name="Green tea", sku=None)]
        assert tx.erp.catalog.get("ART-1") == an_item("ART-1")
        assert tx.erp.catalog.get("ART-3") is None


def test_a_customer_is_one_record_however_often_applied(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        customer_id = tx.erp.customers.apply(SHOP, [a_customer()])[0]
        assert tx.erp.customers.apply(SHOP, [a_customer()])[0] == customer_id
        assert tx.erp.customers.apply(OTHER_SHOP, [a_customer()])[0] != customer_id
        assert tx.erp.customers.get(customer_id) == a_customer()
        assert tx.erp.customers.count(SHOP) == 1


def test_what_is_not_told_never_erases(unit_of_work: UnitOfWork) -> None:
    withheld = a_customer(first_name="Augusta", last_name=None, email=None, phone=None, addresses=())
    with unit_of_work() as tx:
        customer_id = tx.erp.customers.apply(SHOP, [a_customer()])[0]
        tx.erp.customers.apply(SHOP, [withheld])[0]
        assert tx.erp.customers.get(customer_id) == a_customer(first_name="Augusta")


def test_an_order_is_one_document_however_often_applied(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([a_sales_order()])[0]
        paid = replace(a_sales_order(), financial_status="paid", cancelled_at=NOON)
        assert tx.erp.orders.apply([paid])[0] == order_id
        assert tx.erp.orders.get(order_id) == replace(paid, id=order_id)
        assert tx.erp.orders.apply([replace(paid, shop_domain=OTHER_SHOP)])[0] != order_id
        assert len(tx.erp.orders.latest(10)) == 2


def test_the_lines_of_an_order_are_replaced(unit_of_work: UnitOfWork) -> None:
    (line,) = a_sales_order().lines
    edited = replace(a_sales_order(), lines=(replace(line, line_item_id=2), replace(line, line_item_id=1)))
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([a_sales_order()])[0]
        tx.erp.orders.apply([edited])[0]
        document = tx.erp.orders.get(order_id)
        assert document is not None
        assert [booked.line_item_id for booked in document.lines] == [2, 1]


@pytest.mark.parametrize("amount", ["0.10", "1234567890123456.78", "0.001", "-3.50", "100"])
def test_amounts_are_kept_exactly(unit_of_work: UnitOfWork, amount: str) -> None:
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([replace(a_sales_order(), total=euros(amount))])[0]
        document = tx.erp.orders.get(order_id)
        assert document is not None
        assert document.total == Money(Decimal(amount), "EUR")
        assert str(document.total.amount) == amount


def test_addresses_belong_to_the_order(unit_of_work: UnitOfWork) -> None:
    (address,) = a_customer().addresses
    with unit_of_work() as tx:
        order_id = tx.erp.orders.apply([replace(a_sales_order(), shipping_address=address)])[0]
        document = tx.erp.orders.get(order_id)
        assert document is not None
        assert (document.shipping_address, document.billing_address) == (address, None)


def test_the_newest_orders_come_first(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for number in (1, 2, 3):
            tx.erp.orders.apply([replace(a_sales_order(), shopify_order_id=number)])[0]
        assert [order.shopify_order_id for order in tx.erp.orders.latest(2)] == [3, 2]
        assert tx.erp.orders.get("777") is None
        assert tx.erp.orders.get("SO-777") is None


def test_a_shipment_is_recorded_once_and_confirmed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.erp.shipments.record(a_shipment())
        assert not tx.erp.shipments.record(a_shipment())
        assert list(tx.erp.shipments.fulfillment_ids("SHIP-1")) == []
        tx.erp.shipments.confirm("SHIP-1", ["gid://shopify/Fulfillment/1"], NOON)
        assert list(tx.erp.shipments.fulfillment_ids("SHIP-1")) == ["gid://shopify/Fulfillment/1"]
        assert list(tx.erp.shipments.fulfillment_ids("SHIP-2")) == []
