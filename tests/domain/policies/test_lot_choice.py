"""Which lots fill a demand."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.lot import Lot, LotSource, LotStatus
from novex_shopify.domain.model.lot_choice import LotCandidate, LotDemand, LotProposal, LotStrategy, Obstacle
from novex_shopify.domain.policies.lot_choice import find_obstacle, propose_lots
from tests.builders import NOON

TODAY = NOON.date()
RACK = 1


def a_lot(number: int, days_left: int | None = 100, received_at: datetime = NOON, **changes: object) -> Lot:
    expires_on = None if days_left is None else TODAY + timedelta(days=days_left)
    lot = Lot(number, "KIMCHI-350", f"L{number}", LotSource.PRODUCTION, received_at, expires_on=expires_on)
    return replace(lot, **changes)  # type: ignore[arg-type]


def propose(lots: list[tuple[Lot, int]], quantity: int, **demand: object) -> LotProposal:
    candidates = [LotCandidate(lot, RACK, free) for lot, free in lots]
    return propose_lots(candidates, LotDemand(quantity, TODAY, **demand))  # type: ignore[arg-type]


def list_chosen(proposal: LotProposal) -> list[tuple[str, int]]:
    return [(chosen.lot.code, chosen.quantity) for chosen in proposal.chosen]


def test_fifo_takes_what_was_received_first() -> None:
    old, new = a_lot(1, 200, NOON - timedelta(days=9)), a_lot(2, 20)
    proposal = propose([(new, 5), (old, 5)], 7)
    assert list_chosen(proposal) == [("L1", 5), ("L2", 2)]
    assert proposal.short == 0
    assert proposal.chosen[0].reason == (
        "received 2026-11-14, the earliest that may leave; 200 days left when it ships on 2026-11-23"
    )


def test_fefo_takes_what_expires_first_and_what_never_expires_last() -> None:
    lots = [(a_lot(1, None), 5), (a_lot(2, 50), 5), (a_lot(3, 40), 5)]
    proposal = propose(lots, 12, strategy=LotStrategy.FEFO, min_remaining_days=30)
    assert list_chosen(proposal) == [("L3", 5), ("L2", 5), ("L1", 2)]
    assert proposal.chosen[0].reason == (
        "expires 2027-01-02, the earliest that may leave; 40 days left when it ships on 2026-11-23, 30 needed"
    )


def test_one_lot_that_is_enough_may_go_before_an_earlier_one() -> None:
    lots = [(a_lot(1, 40), 3), (a_lot(2, 50), 8), (a_lot(3, 60), 9)]
    fefo = {"strategy": LotStrategy.FEFO, "prefer_whole_lots": True}
    assert list_chosen(propose(lots, 8, **fefo)) == [("L2", 8)]
    assert list_chosen(propose(lots, 12, **fefo)) == [("L1", 3), ("L2", 8), ("L3", 1)]


@pytest.mark.parametrize(
    ("lot", "obstacle", "reason"),
    [
        (a_lot(1, status=LotStatus.RECALLED, status_reason="R-7"), Obstacle.RECALLED, "recalled: R-7"),
        (a_lot(1, status=LotStatus.QUARANTINED), Obstacle.QUARANTINED, "quarantined"),
        (a_lot(1, -1), Obstacle.EXPIRED, "expired on 2026-11-22"),
        (a_lot(1, 29), Obstacle.TOO_SHORT_LIFE, "29 days left when it ships on 2026-11-23, 30 needed"),
    ],
)
def test_a_lot_that_may_not_leave_is_named_with_the_reason(lot: Lot, obstacle: Obstacle, reason: str) -> None:
    proposal = propose([(lot, 5)], 2, min_remaining_days=30)
    assert (proposal.chosen, proposal.short) == ((), 2)
    assert [(refused.obstacle, refused.reason) for refused in proposal.refused] == [(obstacle, reason)]


def test_the_last_day_and_exactly_the_minimum_are_good() -> None:
    assert find_obstacle(a_lot(1, 0), TODAY) is None
    assert find_obstacle(a_lot(1, 30), TODAY, 30) is None
    assert find_obstacle(a_lot(1, None), date.max, 30) is None


@given(
    st.lists(
        st.builds(
            lambda number, days, status, free: (a_lot(number, days, status=status), free),
            st.integers(1, 99),
            st.none() | st.integers(-5, 60),
            st.sampled_from(LotStatus),
            st.integers(0, 9),
        ),
        unique_by=lambda each: each[0].id,
        max_size=8,
    ),
    st.integers(1, 40),
    st.integers(0, 30),
)
def test_fefo_leaves_no_earlier_lot_that_may_leave(
    lots: list[tuple[Lot, int]], quantity: int, min_remaining_days: int
) -> None:
    proposal = propose(lots, quantity, strategy=LotStrategy.FEFO, min_remaining_days=min_remaining_days)
    chosen = {each.lot.id: each.quantity for each in proposal.chosen}
    usable = {lot.id: free for lot, free in lots if not find_obstacle(lot, TODAY, min_remaining_days)}
    assert sum(chosen.values()) + proposal.short == quantity
    assert proposal.short == max(0, quantity - sum(usable.values()))
    assert all(0 < taken <= usable[lot_id] for lot_id, taken in chosen.items())
    latest = max((each.lot.expires_on or date.max for each in proposal.chosen), default=date.min)
    left = [lot for lot, free in lots if lot.id in usable and free > chosen.get(lot.id, 0)]
    assert all((lot.expires_on or date.max) >= latest for lot in left)
