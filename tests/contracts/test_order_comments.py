"""The contract of `OrderComments`."""

from dataclasses import replace

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.order_comment import OrderComment
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, ORDER_ID, OTHER_SHOP, SHOP

COMMENT = OrderComment(0, SHOP, ORDER_ID, "Call back\non Monday", NOON, Actor(ActorKind.USER, "Ann", "7"))


def test_comments_are_listed_oldest_first_and_deleted_or_erased_without_a_trace(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        comments = tx.order_comments
        first = comments.add(COMMENT)
        assert comments.get(first.id) == first == replace(COMMENT, id=first.id)
        second = comments.add(replace(COMMENT, text="Done", written_at=NOON + HOUR))
        of_another_order = comments.add(replace(COMMENT, order_id=2))
        of_another_shop = comments.add(replace(COMMENT, shop=OTHER_SHOP))
        assert list(comments.list_by_orders(SHOP, [ORDER_ID])) == [first, second]
        assert list(comments.list_by_orders(SHOP, [])) == []
        comments.delete(first.id)
        assert comments.get(first.id) is None
        comments.erase(SHOP, [ORDER_ID])
        assert list(comments.list_by_orders(SHOP, [ORDER_ID, 2])) == [of_another_order]
        comments.erase(SHOP, None)
        assert comments.get(of_another_order.id) is None
        assert comments.get(of_another_shop.id) == of_another_shop
