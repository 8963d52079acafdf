"""Which lots fill a demand. Every page, the API and the automatic assignment ask this one policy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from novex_shopify.domain.model.lot import Lot, LotStatus
from novex_shopify.domain.model.lot_choice import (
    ChosenLot,
    LotCandidate,
    LotDemand,
    LotProposal,
    LotStrategy,
    Obstacle,
    RefusedLot,
)

_STATUS_OBSTACLES = {LotStatus.RECALLED: Obstacle.RECALLED, LotStatus.QUARANTINED: Obstacle.QUARANTINED}


def find_obstacle(lot: Lot, ship_on: date, min_remaining_days: int = 0) -> Obstacle | None:
    """Why a lot may not leave on a day; None if it may. A lot that is good for exactly the minimum may leave."""
    if lot.status in _STATUS_OBSTACLES:
        return _STATUS_OBSTACLES[lot.status]
    if lot.is_expired(ship_on):
        return Obstacle.EXPIRED
    if lot.expires_on is not None and (lot.expires_on - ship_on).days < min_remaining_days:
        return Obstacle.TOO_SHORT_LIFE
    return None


def propose_lots(candidates: Iterable[LotCandidate], demand: LotDemand) -> LotProposal:
    """Fill a demand in the order of its strategy, and say why each lot was chosen or left out."""
    usable, refused = [], []
    for candidate in sorted(candidates, key=lambda each: _rank(each, demand.strategy)):
        obstacle = find_obstacle(candidate.lot, demand.ship_on, demand.min_remaining_days)
        if obstacle:
            refused.append(RefusedLot(candidate.lot, obstacle, _describe_obstacle(candidate.lot, obstacle, demand)))
        elif candidate.free > 0:
            usable.append(candidate)
    chosen, missing = [], demand.quantity
    for candidate in _order_by_preference(usable, demand):
        quantity = min(candidate.free, missing)
        if quantity:
            reason = _describe_choice(candidate.lot, demand)
            chosen.append(ChosenLot(candidate.lot, candidate.location_id, quantity, reason))
            missing -= quantity
    return LotProposal(tuple(chosen), missing, tuple(dict.fromkeys(refused)))


def propose_for_lines(
    candidates: Iterable[LotCandidate], demands: Mapping[int, tuple[str, LotDemand]]
) -> Mapping[int, LotProposal]:
    """Fill the demands of an order's lines, by line item; each is for an item. No unit is proposed to two lines."""
    left = {(each.lot.id, each.location_id): each for each in candidates}
    proposals = {}
    for line_item_id, (item_id, demand) in demands.items():
        of_item = [candidate for candidate in left.values() if candidate.lot.item_id == item_id]
        proposal = proposals[line_item_id] = propose_lots(of_item, demand)
        for chosen in proposal.chosen:
            key = (chosen.lot.id, chosen.location_id)
            left[key] = replace(left[key], free=left[key].free - chosen.quantity)
    return proposals


def _rank(candidate: LotCandidate, strategy: LotStrategy) -> tuple[object, ...]:
    lot = candidate.lot
    by_receipt = (lot.received_at, lot.id, candidate.location_id)
    return (lot.expires_on or date.max, *by_receipt) if strategy is LotStrategy.FEFO else by_receipt


def _order_by_preference(usable: Sequence[LotCandidate], demand: LotDemand) -> Sequence[LotCandidate]:
    if demand.prefer_whole_lots:
        whole = next((candidate for candidate in usable if candidate.free >= demand.quantity), None)
        if whole:
            return [whole]
    return usable


def _describe_choice(lot: Lot, demand: LotDemand) -> str:
    if demand.strategy is LotStrategy.FIFO:
        first = f"received {lot.received_at:%Y-%m-%d}, the earliest that may leave"
    elif lot.expires_on is None:
        first = "has no expiry date, so it comes last"
    else:
        first = f"expires {lot.expires_on}, the earliest that may leave"
    if lot.expires_on is None:
        return first
    left = (lot.expires_on - demand.ship_on).days
    needed = f", {demand.min_remaining_days} needed" if demand.min_remaining_days else ""
    return f"{first}; {left} days left when it ships on {demand.ship_on}{needed}"


def _describe_obstacle(lot: Lot, obstacle: Obstacle, demand: LotDemand) -> str:
    match obstacle:
        case Obstacle.EXPIRED:
            return f"expired on {lot.expires_on}"
        case Obstacle.TOO_SHORT_LIFE if lot.expires_on:
            left = (lot.expires_on - demand.ship_on).days
            return f"{left} days left when it ships on {demand.ship_on}, {demand.min_remaining_days} needed"
    return f"{obstacle.value}{f': {lot.status_reason}' if lot.status_reason else ''}"
