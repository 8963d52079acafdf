"""The exam for `ResourceLinks`."""

from dataclasses import replace

from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import NOON, ORDER_ID, OTHER_SHOP, SECOND, SHOP, a_link


def test_a_link_is_found_from_both_sides(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.order_links.save([a_link()])
        assert tx.order_links.get(SHOP, [ORDER_ID]).get(ORDER_ID) == a_link()
        assert tx.order_links.by_erp_id("1") == a_link()
        assert tx.order_links.get(OTHER_SHOP, [ORDER_ID]).get(ORDER_ID) is None
        assert tx.order_links.by_erp_id("2") is None


def test_a_link_is_replaced_by_a_newer_version(unit_of_work: UnitOfWork) -> None:
    newer = a_link(updated_at=NOON + SECOND)
    with unit_of_work() as tx:
        tx.order_links.save([a_link()])
        tx.order_links.save([newer])
        assert tx.order_links.get(SHOP, [ORDER_ID]).get(ORDER_ID) == newer


def test_orders_and_customers_are_apart(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.order_links.save([a_link(7)])
        assert tx.customer_links.get(SHOP, [7]).get(7) is None


def test_links_are_listed_by_shopify_id(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.customer_links.save([a_link(2**60, "2")])
        tx.customer_links.save([a_link(7, "1")])
        assert [link.shopify_id for link in tx.customer_links.of(SHOP)] == [7, 2**60]


def test_a_tombstone_is_kept(unit_of_work: UnitOfWork) -> None:
    tombstone = replace(a_link(erp_id=""), deleted=True)
    with unit_of_work() as tx:
        tx.order_links.save([tombstone])
        assert tx.order_links.lock(SHOP, [ORDER_ID]).get(ORDER_ID) == tombstone
