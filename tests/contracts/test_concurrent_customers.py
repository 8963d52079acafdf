"""One person who arrives twice at the same moment gets one record, or a doubt."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.customers.apply_customer import apply_customers, build_customer_state
from novex_shopify.domain.use_cases.customers.match_customers import get_or_create_customer_ids
from tests.builders import NOON, OTHER_SHOP, SHOP, a_customer, a_shop

ROUNDS = 15


def apply(unit_of_work: UnitOfWork, together: Barrier, shop: ShopDomain, customer: Customer) -> None:
    together.wait(timeout=10)
    with unit_of_work() as tx:
        apply_customers(tx, shop, [build_customer_state(customer)])
        tx.commit()


def apply_order(unit_of_work: UnitOfWork, together: Barrier, shop: ShopDomain, customer: Customer) -> None:
    together.wait(timeout=10)
    with unit_of_work() as tx:
        get_or_create_customer_ids(tx, shop, [customer])
        tx.commit()


def list_links(unit_of_work: UnitOfWork, *shops: ShopDomain) -> list[tuple[str, str | None]]:
    with unit_of_work() as tx:
        return [(link.erp_id, link.review_reason) for shop in shops for link in tx.customer_links.list_for_shop(shop)]


def test_in_two_stores_at_once_a_person_gets_one_record(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for shop in (SHOP, OTHER_SHOP):
            tx.shops.save(a_shop(domain=shop))
            tx.shops.save_settings(shop, ShopSettings(customer_group="all"))
        tx.commit()
    together = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        for number in range(1, ROUNDS):
            ada = a_customer(id=number, email=f"ada-{number}@example.com", phone=None, addresses=(), updated_at=NOON)
            both = [
                threads.submit(apply, unit_of_work, together, SHOP, ada),
                threads.submit(apply_order, unit_of_work, together, OTHER_SHOP, ada),
            ]
            for each in both:
                each.result(timeout=20)
    records = {erp_id for erp_id, _ in list_links(unit_of_work, SHOP, OTHER_SHOP)}
    assert len(records) == ROUNDS - 1


def test_two_new_customers_of_a_store_with_one_number_are_doubtful(unit_of_work: UnitOfWork) -> None:
    together = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        for number in range(1, ROUNDS):
            twins = [
                a_customer(id=each, email=None, phone=f"+4930123456{number:02d}", addresses=(), updated_at=NOON)
                for each in (2 * number, 2 * number + 1)
            ]
            both = [threads.submit(apply, unit_of_work, together, SHOP, twin) for twin in twins]
            for each in both:
                each.result(timeout=20)
    reasons = [reason for _, reason in list_links(unit_of_work, SHOP) if reason]
    assert len(reasons) == ROUNDS - 1


def test_batches_with_the_same_people_in_opposite_order_wait_for_each_other(unit_of_work: UnitOfWork) -> None:
    together = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        for number in range(1, ROUNDS):
            people = [
                a_customer(id=each, email=f"{each}@example.com", phone=None, addresses=(), updated_at=NOON)
                for each in range(10 * number, 10 * number + 5)
            ]
            both = [
                threads.submit(apply_all, unit_of_work, together, people),
                threads.submit(apply_all, unit_of_work, together, people[::-1]),
            ]
            for each in both:
                each.result(timeout=20)
    assert len(list_links(unit_of_work, SHOP)) == 5 * (ROUNDS - 1)


def apply_all(unit_of_work: UnitOfWork, together: Barrier, people: list[Customer]) -> None:
    """Apply all as a file does, then each as the buyer of an order, in one transaction."""
    together.wait(timeout=10)
    with unit_of_work() as tx:
        apply_customers(tx, SHOP, list(map(build_customer_state, people)))
        get_or_create_customer_ids(tx, SHOP, people)
        tx.commit()
