"""The contract of `Recalls`."""

from dataclasses import replace

from novex_shopify.domain.model.recall import (
    LotOutcome,
    NoticeChannel,
    NoticeTotals,
    Recall,
    RecallClass,
    RecalledLot,
    RecallNotice,
)
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, SHOP, a_sales_order
from tests.contracts.test_stock_ledger import ANNA, open_stock

RECALL = Recall(0, "R-2026-0001", RecallClass.CLASS_1, "glass found", False, NOON, ANNA)
NOTICE = RecallNotice(0, 1, "11", "7", NoticeChannel.EMAIL, NOON, ANNA)


def test_a_recall_is_stored_with_its_lots_and_closed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        recalls = open_stock(tx).recalls
        added = recalls.add(RECALL, [6, 5])
        assert added == replace(RECALL, id=added.id)
        assert recalls.get("R-2026-0001") == recalls.lock("R-2026-0001") == added
        assert (recalls.get("R-2026-0404"), recalls.lock("R-2026-0404")) == (None, None)
        assert list(recalls.list_lots([added.id])) == [RecalledLot(added.id, 5), RecalledLot(added.id, 6)]
        closed = replace(added, closed_at=NOON + HOUR, closed_by=ANNA, conclusion="all is back")
        recalls.close(closed, {5: LotOutcome.RELEASED, 6: LotOutcome.SCRAPPED})
        assert recalls.get("R-2026-0001") == closed
        assert list(recalls.list_lots([added.id, 404])) == [
            RecalledLot(added.id, 5, LotOutcome.RELEASED),
            RecalledLot(added.id, 6, LotOutcome.SCRAPPED),
        ]


def test_recalls_are_listed_newest_first_and_found_by_lot(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        recalls = open_stock(tx).recalls
        first = recalls.add(RECALL, [5])
        second = recalls.add(replace(RECALL, number="R-2026-0002", mock=True), [5, 6])
        other = recalls.add(replace(RECALL, number="R-2027-0001"), [7])
        recalls.close(replace(first, closed_at=NOON, closed_by=ANNA), {})
        assert [each.number for each in recalls.list_latest(9)] == ["R-2027-0001", "R-2026-0002", "R-2026-0001"]
        assert list(recalls.list_latest(1, other.id)) == [second]
        assert list(recalls.list_open()) == [second, other]
        assert [each.id for each in recalls.find_by_lots([5])] == [second.id, first.id]
        assert list(recalls.find_by_lots([404])) == []
        assert (recalls.count_of_year(2026), recalls.count_of_year(2028)) == (2, 0)
        assert (recalls.count(9), recalls.count(2)) == (3, 2)


def test_notices_are_stored_answered_and_summed_by_customer(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        recalls = open_stock(tx).recalls
        first = recalls.save_notice(NOTICE)
        again = recalls.save_notice(replace(NOTICE, order_id="12", channel=NoticeChannel.PHONE))
        guest = recalls.save_notice(replace(NOTICE, order_id="7", customer_id=None))
        other = recalls.save_notice(replace(NOTICE, recall_id=2))
        answered = replace(again, answered_at=NOON + HOUR, note="sends two back", returned=2)
        recalls.save_notice(answered)
        assert (recalls.get_notice(again.id), recalls.get_notice(404)) == (answered, None)
        assert list(recalls.list_notices(1, ["11"], [])) == [first]
        assert list(recalls.list_notices(None, ["11"], [])) == [first, other]
        assert list(recalls.list_notices(1, ["11"], ["7"])) == [first, answered]
        assert list(recalls.list_notices(1, ["7"], ["404"])) == [guest]
        assert recalls.sum_notices(1) == NoticeTotals(notified=2, answered=1, returned=2)
        assert recalls.sum_notices(404) == NoticeTotals()


def test_the_answer_of_an_erased_customer_is_erased(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        orders = [a_sales_order(), a_sales_order(shopify_order_id=2)]
        mine, other = tx.erp.orders.apply(orders)
        recalls = open_stock(tx).recalls
        notices = [replace(NOTICE, order_id=each, note="Ada is well", returned=1) for each in (mine, other)]
        erased, kept = map(recalls.save_notice, notices)
        tx.erp.orders.erase(SHOP, [orders[0].shopify_order_id])
        assert recalls.get_notice(erased.id) == replace(erased, note=None)
        assert recalls.get_notice(kept.id) == kept
