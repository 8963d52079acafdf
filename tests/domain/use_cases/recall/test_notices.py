"""Who was notified, and what they answered."""

import pytest

from novex_shopify.domain.errors import InvalidQuantity, MoreThanShipped, NotFound, RecallIsClosed
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.recall import NoticeChannel, NoticeTotals, Recall
from novex_shopify.domain.use_cases.recall.affected_orders import AffectedOrder
from novex_shopify.domain.use_cases.recall.close_recall import CloseRecall
from novex_shopify.domain.use_cases.recall.impact import Affected
from novex_shopify.domain.use_cases.recall.note_notice import Answer, NoteNotice
from novex_shopify.domain.use_cases.recall.show_recall import ShowRecall
from tests.builders import HOUR, NOON, SHOP, a_customer
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.recall.recall_steps import list_entries, open_recall, show
from tests.domain.use_cases.stock.stock_steps import receive
from tests.domain.use_cases.trace.trace_steps import order, ship, ship_untraced

ANNA = Actor(ActorKind.USER, "Anna", "7")


@pytest.fixture
def recall(warehouse: Fakes) -> Recall:
    """The exercise of a recall: two orders of Ada's, and one of a guest's."""
    with warehouse.unit_of_work() as tx:
        [ada] = tx.erp.customers.apply(SHOP, [a_customer()], {})
        tx.commit()
    receive(warehouse, 20)
    for number, customer_id in ((1, ada), (2, ada), (3, None)):
        ship(warehouse, order(warehouse, number, customer_id=customer_id))
    return open_recall(warehouse, mock=True)


def note(warehouse: Fakes) -> NoteNotice:
    return NoteNotice(warehouse.unit_of_work, warehouse.clock)


def list_shipped(warehouse: Fakes, recall: Recall) -> list[AffectedOrder]:
    return list(ShowRecall(warehouse.unit_of_work).list_orders(recall.number, Affected.SHIPPED, 9))


def test_a_notice_counts_for_all_orders_of_the_customer(warehouse: Fakes, recall: Recall) -> None:
    with acting_as(ANNA):
        notice = note(warehouse)(recall.number, "1", NoticeChannel.EMAIL)
    assert (notice.notified_by, notice.notified_at, notice.answered_at) == (ANNA, NOON, None)
    assert [list(each.notices) for each in list_shipped(warehouse, recall)] == [[notice], [notice], []]
    shown = show(warehouse, recall)
    assert (shown.notices, shown.impact.customers) == (NoticeTotals(notified=1), 2)


def test_an_answer_is_stored_with_what_came_back(warehouse: Fakes, recall: Recall) -> None:
    notice = note(warehouse)(recall.number, "3", NoticeChannel.PHONE, notified_at=NOON - HOUR)
    warehouse.clock.advance(HOUR)
    answered = note(warehouse).note_answer(recall.number, notice.id, Answer(" threw one away ", 1))
    assert (answered.note, answered.returned, answered.notified_at) == ("threw one away", 1, NOON - HOUR)
    assert answered.answered_at == NOON + HOUR
    assert show(warehouse, recall).notices == NoticeTotals(1, 1, 1)
    corrected = note(warehouse).note_answer(recall.number, notice.id, Answer())
    assert (corrected.answered_at, corrected.note, corrected.returned) == (None, None, 0)


def test_no_more_comes_back_than_was_shipped_to_the_customer(warehouse: Fakes, recall: Recall) -> None:
    noting = note(warehouse)
    with pytest.raises(MoreThanShipped, match=r"4 units .* order #1001\. 5 cannot"):
        noting(recall.number, "1", NoticeChannel.EMAIL, Answer("", 5))
    first = noting(recall.number, "1", NoticeChannel.EMAIL, Answer("", 3))
    with pytest.raises(MoreThanShipped, match="3 of them came back upon other notices"):
        noting(recall.number, "2", NoticeChannel.PHONE, Answer("", 2))
    assert noting.note_answer(recall.number, first.id, Answer("", 4)).returned == 4
    with pytest.raises(MoreThanShipped):
        noting(recall.number, "3", NoticeChannel.EMAIL, Answer("", 3))
    ship_untraced(warehouse, "3", 1)
    assert noting(recall.number, "3", NoticeChannel.EMAIL, Answer("", 3)).returned == 3


def test_the_audit_log_says_who_but_not_what_was_answered(warehouse: Fakes, recall: Recall) -> None:
    with acting_as(ANNA):
        note(warehouse)(recall.number, "3", NoticeChannel.PHONE, Answer("Ada is ill", 2))
    [entry] = list_entries(warehouse, AuditAction.RECALL_NOTICE_SAVED)
    assert (entry.actor, entry.subject.id) == (ANNA, recall.number)
    assert entry.after == {"order": "3", "channel": "phone", "answered": True, "returned": 2}


def test_an_order_that_the_recall_does_not_concern_is_refused(warehouse: Fakes, recall: Recall) -> None:
    other, untraced = order(warehouse, 4), order(warehouse, 5)
    ship_untraced(warehouse, untraced)
    with pytest.raises(NotFound, match=f"Order #1004 has no units of the lots of recall {recall.number}"):
        note(warehouse)(recall.number, other, NoticeChannel.EMAIL)
    assert show(warehouse, recall).notices == NoticeTotals()
    note(warehouse)(recall.number, untraced, NoticeChannel.EMAIL)
    assert show(warehouse, recall).notices == NoticeTotals(notified=1)


def test_what_does_not_fit_is_refused(warehouse: Fakes, recall: Recall) -> None:
    noting = note(warehouse)
    with pytest.raises(NotFound, match="no order 404"):
        noting(recall.number, "404", NoticeChannel.EMAIL)
    with pytest.raises(NotFound, match="no recall R-1"):
        noting("R-1", "1", NoticeChannel.EMAIL)
    with pytest.raises(NotFound, match="no notice 404"):
        noting.note_answer(recall.number, 404, Answer())
    with pytest.raises(InvalidQuantity):
        noting(recall.number, "1", NoticeChannel.EMAIL, Answer("", -1))
    CloseRecall(warehouse.unit_of_work, warehouse.clock)(recall.number, {}, "done")
    with pytest.raises(RecallIsClosed):
        noting(recall.number, "1", NoticeChannel.EMAIL)
