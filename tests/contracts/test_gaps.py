"""The exam for `Gaps`."""

from dataclasses import replace

from novex_shopify.domain.model.gap import Gap
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP

GAP = Gap(SHOP, NOON - HOUR, "orders/create was not subscribed", NOON)


def test_a_gap_is_open_until_it_is_closed(unit_of_work: UnitOfWork) -> None:
    other = replace(GAP, shop=OTHER_SHOP, noticed_at=NOON - SECOND)
    with unit_of_work() as tx:
        tx.gaps.note(GAP)
        tx.gaps.note(other)
        assert list(tx.gaps.open()) == [other, GAP]
        assert tx.gaps.close(GAP)
        assert not tx.gaps.close(GAP)
        assert list(tx.gaps.open()) == [other]


def test_a_store_has_one_gap_which_only_ever_widens(unit_of_work: UnitOfWork) -> None:
    later, earlier = replace(GAP, since=NOON, reason="silent"), replace(GAP, since=NOON - 2 * HOUR, noticed_at=NOON)
    with unit_of_work() as tx:
        tx.gaps.note(GAP)
        tx.gaps.note(later)
        assert list(tx.gaps.open()) == [replace(later, since=GAP.since)]
        tx.gaps.note(earlier)
        assert list(tx.gaps.open()) == [earlier]


def test_a_gap_that_was_noted_again_during_the_catch_up_stays_open(unit_of_work: UnitOfWork) -> None:
    again = replace(GAP, noticed_at=NOON + SECOND)
    with unit_of_work() as tx:
        tx.gaps.note(GAP)
        tx.gaps.note(again)
        assert not tx.gaps.close(GAP)
        assert list(tx.gaps.open()) == [again]
