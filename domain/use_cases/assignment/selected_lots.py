"""Takes the lots that a person has chosen, if nothing speaks against them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from novex_shopify.domain.errors import LotNotProposed, MoreThanOrdered, NotEnoughStock
from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.lot_choice import ChosenLot
from novex_shopify.domain.policies.lot_choice import propose_lots
from novex_shopify.domain.use_cases.assignment.free_lots import FreeLots
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder
from novex_shopify.domain.use_cases.assignment.lot_rules import LotRules
from novex_shopify.domain.use_cases.assignment.lot_selection import FoundSelection
from novex_shopify.domain.use_cases.assignment.proposed_lots import build_assignment

_ANYWHERE = "the locations that sell"


def build_assignments(
    locked: LockedOrder, rules: LotRules, free: FreeLots, selections: Sequence[FoundSelection], now: datetime
) -> list[Assignment]:
    """The assignments of selections; their lots, and all that may be proposed instead, are locked.

    Raises `MoreThanOrdered`, what `LotRules.require_usable` raises, `NotEnoughStock` or `LotNotProposed`.
    """
    _require_ordered(selections)
    for each in selections:
        rules.require_usable(free.lots[each.lot.id], each.reason)
    taken = _take(free, selections)
    proposed = _propose_instead(free, rules, selections)
    against = _find_against(selections, proposed)
    return [
        _build_assignment(locked, selection, chosen, proposed, now, overridden=chosen.lot.id in against)
        for selection, chosen in taken
    ]


def _require_ordered(selections: Sequence[FoundSelection]) -> None:
    asked: Counter[int] = Counter()
    for each in selections:
        asked[each.line.line_item_id] += each.quantity
    for each in selections:
        if asked[each.line.line_item_id] > each.line.short:
            raise MoreThanOrdered(each.line.title, needed=each.line.short, asked=asked[each.line.line_item_id])


def _take(free: FreeLots, selections: Sequence[FoundSelection]) -> Sequence[tuple[FoundSelection, ChosenLot]]:
    """What selections take: one entry for a line, a lot and a location."""
    left = {(each.lot.id, each.location_id): each.free for each in free.candidates}
    taken: dict[tuple[int, int, int], tuple[FoundSelection, ChosenLot]] = {}
    for selection in selections:
        for location_id, quantity in _split(selection, left):
            left[selection.lot.id, location_id] -= quantity
            key = (selection.line.line_item_id, selection.lot.id, location_id)
            before = taken[key][1].quantity if key in taken else 0
            taken[key] = (selection, ChosenLot(selection.lot, location_id, before + quantity, ""))
    return list(taken.values())


def _split(selection: FoundSelection, left: Mapping[tuple[int, int], int]) -> Sequence[tuple[int, int]]:
    """How much is taken from which location."""
    parts, missing = [], selection.quantity
    for (lot_id, location_id), free in sorted(left.items()):
        is_wanted = selection.location is None or selection.location.id == location_id
        if lot_id == selection.lot.id and is_wanted and min(free, missing) > 0:
            parts.append((location_id, min(free, missing)))
            missing -= min(free, missing)
    if missing:
        place = selection.location.name if selection.location else _ANYWHERE
        available = selection.quantity - missing
        raise NotEnoughStock(selection.lot.code, place, "free", available, selection.quantity)
    return parts


def _propose_instead(
    free: FreeLots, rules: LotRules, selections: Sequence[FoundSelection]
) -> Mapping[str, Sequence[ChosenLot]]:
    """What is proposed for as many units of each item."""
    asked: Counter[str] = Counter()
    for each in selections:
        asked[each.lot.item_id] += each.quantity
    return {
        item_id: propose_lots(
            (each for each in free.candidates if each.lot.item_id == item_id), rules.build_demand(item_id, quantity)
        ).chosen
        for item_id, quantity in asked.items()
    }


def _find_against(selections: Sequence[FoundSelection], proposed: Mapping[str, Sequence[ChosenLot]]) -> frozenset[int]:
    """The lots of which more is taken than is proposed, with a reason. Raises `LotNotProposed` without one."""
    excess = Counter({each.lot.id: 0 for each in selections})
    for each in selections:
        excess[each.lot.id] += each.quantity
    for chosen in _list_all(proposed):
        excess[chosen.lot.id] -= chosen.quantity
    for each in selections:
        if excess[each.lot.id] > 0 and each.reason is None:
            others = [chosen for chosen in proposed[each.lot.item_id] if chosen.lot.id != each.lot.id]
            raise LotNotProposed(each.lot.code, f"Lot {others[0].lot.code}: {others[0].reason}." if others else None)
    return frozenset(lot_id for lot_id, quantity in excess.items() if quantity > 0)


def _list_all(proposed: Mapping[str, Sequence[ChosenLot]]) -> Iterator[ChosenLot]:
    for chosen in proposed.values():
        yield from chosen


def _build_assignment(
    locked: LockedOrder,
    selection: FoundSelection,
    chosen: ChosenLot,
    proposed: Mapping[str, Sequence[ChosenLot]],
    now: datetime,
    *,
    overridden: bool,
) -> Assignment:
    assignment = build_assignment(locked, selection.line.line_item_id, chosen, now)
    if overridden:
        return replace(assignment, reason=None, override_reason=selection.reason)
    why = (each.reason for each in proposed[chosen.lot.item_id] if each.lot.id == chosen.lot.id)
    return replace(assignment, reason=selection.reason or next(why, None))
