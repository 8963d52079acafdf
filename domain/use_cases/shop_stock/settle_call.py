"""Stores what became of a call that sets stock."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_call import StockAnswer, StockRefusal
from novex_shopify.domain.model.stock_level import LevelState, StockLevel
from novex_shopify.domain.model.stock_push import PushOutcome, StockPush
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.policies.level_comparison import settle_set
from novex_shopify.domain.policies.stock_refusals import describe_refusal
from novex_shopify.domain.ports.unit_of_work import Transaction

_GIVEN_UP = (
    "Shopify's answer was lost, and the store was turned off or only reports since, so it was not asked for again."
)
_KEY_CODES = (StockRefusal.KEY_MISMATCH, StockRefusal.KEY_FAILED)


def settle_call(
    tx: Transaction, sync: StockSync, pushes: Sequence[StockPush], answer: StockAnswer, now: datetime
) -> Mapping[PushOutcome, int]:
    """Store the answer with each row, and what it means for each level; returns how many rows had which outcome.

    Shopify sets all rows or none. What it refuses waits for a person, or for the next change; the other rows are due at
    once, and go with another call. A refusal that names no row is about the row if there is one only; otherwise all are
    due, and fewer go with the next call.
    """
    levels = {level.key: level for level in tx.shop_stock.levels.get_many(sync.shop, [push.level for push in pushes])}
    refusals = _find_refusals(pushes, answer)
    groups: dict[tuple[PushOutcome, str | None], list[StockPush]] = {}
    changed = []
    for push in pushes:
        outcome, message = _find_outcome(push, refusals, answer)
        groups.setdefault((outcome, message), []).append(push)
        if level := levels.get(push.level):
            changed.append(_settle_level(level, push, outcome, refusals.get(push.id), now))
    for (outcome, message), of_group in groups.items():
        tx.shop_stock.pushes.answer(of_group, outcome, now, message)
    tx.shop_stock.levels.save(changed)
    counts = Counter[PushOutcome]()
    for (outcome, _), of_group in groups.items():
        counts[outcome] += len(of_group)
    return counts


def give_up_call(tx: Transaction, shop: ShopDomain, pushes: Sequence[StockPush], now: datetime) -> None:
    """Store that the answer to a call will not be asked for again. Its levels are read as if nothing was known."""
    levels = tx.shop_stock.levels.get_many(shop, [push.level for push in pushes])
    unsure = [level for level in levels if level.state is LevelState.SENDING]
    tx.shop_stock.pushes.answer(pushes, PushOutcome.UNKNOWN, now, _GIVEN_UP)
    tx.shop_stock.levels.save([replace(level, accounted=None, due_at=level.due_at or now) for level in unsure])


def _find_refusals(pushes: Sequence[StockPush], answer: StockAnswer) -> Mapping[int, StockRefusal]:
    """The refusal of each row that one is about, by the row's id."""
    return {
        pushes[row].id: refusal
        for refusal in answer.refusals
        if refusal.code not in _KEY_CODES
        and (row := 0 if refusal.row is None and len(pushes) == 1 else refusal.row) is not None
        and row < len(pushes)
    }


def _find_outcome(
    push: StockPush, refusals: Mapping[int, StockRefusal], answer: StockAnswer
) -> tuple[PushOutcome, str | None]:
    if answer.accepted:
        return PushOutcome.SET, None
    refusal = refusals.get(push.id)
    if refusal is None:
        first = answer.refusals[0]
        return PushOutcome.NOT_SET, describe_refusal(first) if first.row is None else None
    outcome = PushOutcome.STALE if refusal.code == StockRefusal.STALE else PushOutcome.REFUSED
    return outcome, describe_refusal(refusal)


def _settle_level(
    level: StockLevel, push: StockPush, outcome: PushOutcome, refusal: StockRefusal | None, now: datetime
) -> StockLevel:
    match outcome:
        case PushOutcome.SET:
            return settle_set(level, push.to_quantity, push.accounted, now)
        case PushOutcome.REFUSED if refusal is not None:
            state = LevelState.BUNDLE if refusal.code == StockRefusal.BUNDLE else LevelState.REFUSED
            return replace(level, state=state, error=describe_refusal(refusal))
        case _:
            # What has left the ERP since the last number that Shopify has is counted again by the next comparison.
            sent = push.to_quantity - push.from_quantity
            return replace(level, target=(level.target or 0) - sent, due_at=level.due_at or now)
