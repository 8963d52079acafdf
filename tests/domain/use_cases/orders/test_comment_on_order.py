"""People write about an order, and delete what they wrote."""

import pytest

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.errors import InvalidComment, NotFound, NotTheWriter
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.order_comment import MAX_COMMENT
from novex_shopify.domain.model.privacy import PrivacyRequest
from novex_shopify.domain.use_cases.customers.handle_privacy_request import report_customer
from tests.builders import NOON, ORDER_ID, SHOP, a_link, a_sales_order, a_shop

ANN, BEN = Actor(ActorKind.USER, "Ann", "7"), Actor(ActorKind.USER, "Ben", "8")
RENAMED = Actor(ActorKind.USER, "Ann Smith", "7")


@pytest.fixture
def container() -> Container:
    """A store with an order."""
    container = build_in_memory_container()
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.order_links.save([a_link(ORDER_ID, tx.erp.orders.apply([a_sales_order()])[0])])
        tx.commit()
    return container


def list_texts(container: Container) -> list[str]:
    with container.read_transaction() as tx:
        return [each.text for each in tx.order_comments.list_by_orders(SHOP, [ORDER_ID])]


def test_a_comment_has_its_writer_and_is_in_the_audit_log_without_its_text(container: Container) -> None:
    with acting_as(ANN):
        comment = container.comment_on_order()(SHOP, ORDER_ID, "  Call Ada back \r\non Monday\n")
    assert (comment.text, comment.written_by) == ("Call Ada back\non Monday", ANN)
    with container.read_transaction() as tx:
        [entry] = tx.audit_log.search(AuditFilter(), 9)
    assert (entry.action, entry.actor, entry.subject.id) == (AuditAction.COMMENT_ADDED, ANN, str(ORDER_ID))
    assert entry.after == {"comment": comment.id}


@pytest.mark.parametrize("text", ["", " \n", "x" * (MAX_COMMENT + 1), "a\0b"])
def test_a_comment_that_cannot_be_stored_is_refused(container: Container, text: str) -> None:
    with pytest.raises(InvalidComment):
        container.comment_on_order()(SHOP, ORDER_ID, text)
    with pytest.raises(NotFound, match="never received"):
        container.comment_on_order()(SHOP, 404, "Call back")


def test_only_its_writer_or_an_admin_deletes_a_comment(container: Container) -> None:
    delete = container.delete_comment()
    with acting_as(ANN):
        first, second = (container.comment_on_order()(SHOP, ORDER_ID, text) for text in ("one", "two"))
    with acting_as(BEN):
        with pytest.raises(NotTheWriter, match="Only Ann or an admin"):
            delete(SHOP, ORDER_ID, first.id)
        delete(SHOP, ORDER_ID, first.id, of_anybody=True)
    with acting_as(RENAMED):
        delete(SHOP, ORDER_ID, second.id)
        with pytest.raises(NotFound):
            delete(SHOP, ORDER_ID, second.id)
    assert list_texts(container) == []
    with container.read_transaction() as tx:
        deleted, by_admin = tx.audit_log.search(AuditFilter(action=AuditAction.COMMENT_DELETED), 9)
    assert (by_admin.actor, by_admin.before) == (BEN, {"comment": first.id, "written_by": "Ann"})
    assert deleted.actor == RENAMED


def test_a_comment_is_named_with_its_order_only(container: Container) -> None:
    comment = container.comment_on_order()(SHOP, ORDER_ID, "one")
    with pytest.raises(NotFound):
        container.delete_comment()(SHOP, 404, comment.id, of_anybody=True)


def test_a_report_of_a_customers_data_has_the_comments_without_who_wrote_them(container: Container) -> None:
    with acting_as(ANN):
        container.comment_on_order()(SHOP, ORDER_ID, "Call Ada back")
    with container.read_transaction() as tx:
        request = PrivacyRequest(SHOP, order_ids=(ORDER_ID,))
        report = report_customer(tx, SHOP, request, container.payload_reader(), NOON).report or ""
    assert "Call Ada back" in report
    assert "Ann" not in report
