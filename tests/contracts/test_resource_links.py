"""The contract of `ResourceLinks`."""

from dataclasses import replace

from novex_shopify.domain.model.resource_link import FieldVersion, StateVersion
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import NOON, ORDER_ID, OTHER_SHOP, SECOND, SHOP, a_link


def test_a_link_is_found_from_both_sides(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.order_links.save([a_link()])
        assert tx.order_links.get_many(SHOP, [ORDER_ID]).get(ORDER_ID) == a_link()
        assert tx.order_links.find_by_erp_id("1") == a_link()
        assert tx.order_links.get_many(OTHER_SHOP, [ORDER_ID]).get(ORDER_ID) is None
        assert tx.order_links.find_by_erp_id("2") is None


def test_a_link_is_replaced_by_a_newer_version(unit_of_work: UnitOfWork) -> None:
    newer = a_link(updated_at=NOON + SECOND)
    with unit_of_work() as tx:
        tx.order_links.save([a_link()])
        tx.order_links.save([newer])
        assert tx.order_links.get_many(SHOP, [ORDER_ID]).get(ORDER_ID) == newer


def test_order_links_and_customer_links_are_separate(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.order_links.save([a_link(7)])
        assert tx.customer_links.get_many(SHOP, [7]).get(7) is None


def test_links_are_listed_by_shopify_id(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.customer_links.save([a_link(2**60, "2")])
        tx.customer_links.save([a_link(7, "1")])
        assert [link.shopify_id for link in tx.customer_links.list_for_shop(SHOP)] == [7, 2**60]


def test_a_deleted_link_is_stored(unit_of_work: UnitOfWork) -> None:
    tombstone = replace(a_link(erp_id=""), deleted=True)
    with unit_of_work() as tx:
        tx.order_links.save([tombstone])
        assert tx.order_links.lock_many(SHOP, [ORDER_ID]).get(ORDER_ID) == tombstone


def test_a_digest_and_a_review_reason_are_stored_and_replaced(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.customer_links.save([replace(a_link(7), digest=-(2**63), review_reason="duplicate"), a_link(8), a_link(9)])
        assert tx.customer_links.get_many(SHOP, [7])[7] == replace(
            a_link(7), digest=-(2**63), review_reason="duplicate"
        )
        assert tx.customer_links.get_digests(SHOP, [7, 8, 10]) == {7: -(2**63)}
        assert tx.customer_links.get_digests(OTHER_SHOP, [7]) == {}
        assert [link.shopify_id for link in tx.customer_links.list_to_review(SHOP)] == [7]
        assert tx.customer_links.list_to_review(SHOP, after=7) == tx.customer_links.list_to_review(OTHER_SHOP) == []
        tx.customer_links.save([a_link(7)])
        assert tx.customer_links.get_many(SHOP, [7])[7] == a_link(7)


def test_the_shops_of_an_erp_record_are_found(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.customer_links.save([a_link(7, "1"), a_link(8, "2"), replace(a_link(9, "1"), shop_domain=OTHER_SHOP)])
        assert tx.customer_links.find_owners(["1", "2", "3"]) == {"1": {SHOP, OTHER_SHOP}, "2": {SHOP}}
        assert tx.customer_links.find_owners([]) == {}


def test_erased_links_own_no_erp_record(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        links = [replace(a_link(7, "1"), digest=5), replace(a_link(9, "1"), shop_domain=OTHER_SHOP)]
        tx.customer_links.save(links)
        tx.customer_links.mark_all_erased(SHOP)
        assert tx.customer_links.get_many(SHOP, [7])[7] == replace(a_link(7, "1"), erased=True)
        assert tx.customer_links.find_owners(["1"]) == {"1": {OTHER_SHOP}}
        listed = tx.customer_links.list_for_erp_id("1")
        assert {(link.shop_domain, link.erased) for link in listed} == {(SHOP, True), (OTHER_SHOP, False)}


def test_digests_of_one_shop_are_cleared(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        ours, others = replace(a_link(1), digest=5), replace(a_link(1), shop_domain=OTHER_SHOP, digest=6)
        tx.customer_links.save([ours, others])
        tx.customer_links.clear_digests(SHOP)
        assert tx.customer_links.get_digests(SHOP, [1]) == {}
        assert tx.customer_links.get_digests(OTHER_SHOP, [1]) == {1: 6}


def test_the_versions_of_fields_are_stored_and_replaced(unit_of_work: UnitOfWork) -> None:
    link = a_link()
    older = StateVersion(NOON - SECOND)
    versions = {
        "email": FieldVersion(link.version),
        "phone": FieldVersion(older),
        "address": FieldVersion(older, complete=False),
    }
    with unit_of_work() as tx:
        for known in (versions, {"email": FieldVersion(older)}, {}):
            tx.order_links.save([replace(link, field_versions=known)])
            assert tx.order_links.get_many(SHOP, [ORDER_ID])[ORDER_ID].field_versions == known
