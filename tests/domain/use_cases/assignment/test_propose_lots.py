"""A proposal explains itself and changes nothing."""

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.lot_choice import LotStrategy, Obstacle
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from novex_shopify.domain.use_cases.assignment.propose_lots import OrderProposal, ProposeLots
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from tests.domain.use_cases.assignment.assignment_steps import (
    NEW,
    OLD,
    SECOND_LINE,
    an_order_line,
    book,
    days,
    keep_stock,
    receive_two_lots,
)
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import KIMCHI, RACK, list_parts, receive


def propose(warehouse: Fakes, order_id: str, strategy: LotStrategy = LotStrategy.FEFO) -> OrderProposal:
    return ProposeLots(warehouse.unit_of_work, warehouse.clock, strategy)(order_id)


def test_each_line_has_its_numbers_its_lots_and_their_reasons(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work, min_remaining_days=90)
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, an_order_line(6), an_order_line(8, line_item_id=SECOND_LINE))
    proposal = propose(warehouse, order_id)
    first, second = proposal.lines
    assert proposal.ship_on == days(0)
    assert (first.line.wanted, first.line.short) == (6, 6)
    assert first.proposal is not None
    assert [(each.lot.code, each.quantity, each.reason) for each in first.proposal.chosen] == [
        (
            "NEW",
            5,
            "expires 2027-03-03, the earliest that may leave; 100 days left when it ships on 2026-11-23, 90 needed",
        ),
        (
            "OLD",
            1,
            "expires 2027-09-19, the earliest that may leave; 300 days left when it ships on 2026-11-23, 90 needed",
        ),
    ]
    assert second.proposal is not None
    assert ([each.quantity for each in second.proposal.chosen], second.proposal.short) == ([4], 4)
    assert proposal.locations[first.proposal.chosen[0].location_id] == RACK
    assert list_parts(warehouse, NEW) == {RACK: (5, 0, 0)}


def test_lots_that_may_not_leave_are_named_with_the_reason(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work, min_remaining_days=90)
    receive(warehouse, 5, OLD, expires_on=days(89))
    receive(warehouse, 5, NEW, expires_on=days(-1))
    receive(warehouse, 5, KIMCHI)
    QuarantineLot(warehouse.unit_of_work)(KIMCHI, "smells odd")
    [line] = propose(warehouse, book(warehouse.unit_of_work, an_order_line(1))).lines
    assert line.proposal is not None
    assert {each.lot.code: (each.obstacle, each.reason) for each in line.proposal.refused} == {
        "OLD": (Obstacle.TOO_SHORT_LIFE, "89 days left when it ships on 2026-11-23, 90 needed"),
        "NEW": (Obstacle.EXPIRED, "expired on 2026-11-22"),
        "L1": (Obstacle.QUARANTINED, "quarantined: smells odd"),
    }


def test_what_is_assigned_needs_no_proposal(warehouse: Fakes) -> None:
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, an_order_line(3))
    AssignLots(warehouse.unit_of_work, warehouse.clock)(order_id)
    [line] = propose(warehouse, order_id).lines
    assert (line.line.assigned, line.proposal) == (3, None)


def test_an_unknown_order_is_not_found(warehouse: Fakes) -> None:
    with pytest.raises(NotFound):
        propose(warehouse, "404")
