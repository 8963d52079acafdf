"""What is done about a level, after Shopify's numbers were read."""

from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.model.inventory_level import InventoryLevel
from novex_shopify.domain.model.shop_settings import StockMode
from novex_shopify.domain.model.stock_level import LevelState, StockLevel
from novex_shopify.domain.model.stock_terms import StockTarget
from novex_shopify.domain.timing import DRIFT_DELAY


@dataclass(frozen=True, slots=True)
class Comparison:
    """A level as it is now, and the `on_hand` that is to be sent; None for nothing.

    `accounted`: the part of the number sent that is known to be right.
    """

    level: StockLevel
    to_send: int | None = None
    accounted: int = 0


@dataclass(frozen=True, slots=True)
class ComparisonRules:
    """What the store's settings say, and the time of the comparison."""

    mode: StockMode
    correct_drift: bool
    now: datetime


def leave_alone(level: StockLevel, state: LevelState) -> Comparison:
    """A level that is never written, for a reason that needs no number of Shopify."""
    cleared = replace(level, target=None, terms=(), accounted=None, drift_since=None)
    return Comparison(replace(cleared, state=state, error=None, due_at=None, is_forced=False))


def compare_level(
    level: StockLevel, reading: InventoryLevel | None, target: StockTarget, rules: ComparisonRules
) -> Comparison:
    """Compare what Shopify has with what it is to have.

    If somebody else changed Shopify's number, news of a shipment or a count may be on its way to the ERP. For
    `DRIFT_DELAY` no number is raised, and what leaves the ERP is subtracted from what Shopify has. What is not
    explained by then is drift. It stays, and what changes in the ERP is sent on top of it, until a person has the
    target sent or the store's settings say that drift is corrected.
    """
    if reading is None or not reading.is_active:
        return leave_alone(replace(level, on_hand=None, available=None, committed=None), LevelState.NOT_STOCKED)
    read = replace(
        level, on_hand=reading.on_hand, available=reading.available, committed=reading.committed, read_at=rules.now
    )
    if not reading.tracked:
        return leave_alone(read, LevelState.NOT_TRACKED)
    return _compare_numbers(level, read, reading, target, rules)


def _compare_numbers(
    level: StockLevel, read: StockLevel, reading: InventoryLevel, target: StockTarget, rules: ComparisonRules
) -> Comparison:
    known = replace(
        read,
        target=target.quantity,
        terms=target.terms,
        accounted=reading.on_hand,
        error=None,
        due_at=None,
        is_forced=False,
        drift_since=None,
    )
    if reading.on_hand == target.quantity:
        return Comparison(replace(known, state=LevelState.IN_STEP))
    if rules.mode is not StockMode.ON:
        return Comparison(replace(known, state=LevelState.DIFFERS))
    is_changed = level.accounted is not None and level.on_hand != reading.on_hand
    since = rules.now if is_changed else level.drift_since
    if since is None or level.is_forced:
        return _send(known, target.quantity, target.quantity)
    left = max(0, (level.target or 0) - target.quantity)
    accounted = _find_accounted(level, reading)
    changed = replace(known, drift_since=since, accounted=accounted)
    if rules.now < since + DRIFT_DELAY:
        fulfilled = max(0, (level.accounted or 0) - accounted)
        return _wait(changed, left, max(0, left - fulfilled), since + DRIFT_DELAY)
    return _end_waiting(changed, rules)


def _wait(level: StockLevel, left: int, unexplained: int, until: datetime) -> Comparison:
    """Only lower the number, by what has `left` the ERP since it was compared last.

    Of what is missing at Shopify, as much is explained as has left the ERP: it may be the same units. `unexplained` is
    how much of that no fulfillment at Shopify explains already.
    """
    target, on_hand, accounted = level.target or 0, level.on_hand or 0, level.accounted or 0
    known = replace(level, accounted=max(on_hand, accounted - unexplained)) if level.drift < 0 else level
    wanted = target + known.drift if known.drift > 0 else min(target, on_hand - left)
    if max(0, wanted) < on_hand:
        return _send(known, max(0, wanted), max(0, wanted) - known.drift)
    return Comparison(replace(known, state=LevelState.WAITING, due_at=until))


def _end_waiting(level: StockLevel, rules: ComparisonRules) -> Comparison:
    target = level.target or 0
    if rules.correct_drift or not level.drift:
        return _send(replace(level, drift_since=None), target, target)
    wanted = max(0, target + level.drift)
    if wanted != level.on_hand:
        return _send(level, wanted, wanted - level.drift)
    return Comparison(replace(level, state=LevelState.DRIFT))


def _send(level: StockLevel, quantity: int, accounted: int) -> Comparison:
    return Comparison(replace(level, state=LevelState.SENDING), quantity, accounted)


def settle_set(level: StockLevel, quantity: int, accounted: int, now: datetime) -> StockLevel:
    """The level after Shopify has set the number that was sent."""
    change = quantity - (level.on_hand or 0)
    available = None if level.available is None else level.available + change
    known = replace(level, on_hand=quantity, available=available, accounted=accounted, error=None)
    if known.drift_since is None:
        return replace(known, state=LevelState.IN_STEP)
    # Only the next comparison decides what becomes of a number that somebody else has changed.
    due_at = max(known.drift_since + DRIFT_DELAY, now)
    return replace(known, state=LevelState.WAITING, due_at=min(known.due_at or due_at, due_at))


def is_own_echo(level: StockLevel, available: int | None, sent: int | None) -> bool:
    """Whether a webhook's `available` is what is known already: as it was read, or with the number that was sent."""
    if level.available is None or level.on_hand is None:
        return False
    expected = {level.available}
    if sent is not None:
        expected.add(level.available + sent - level.on_hand)
    return available in expected


def _find_accounted(level: StockLevel, reading: InventoryLevel) -> int:
    """How much of Shopify's number is explained: what was known before, and fulfillments.

    Units that are fulfilled leave both what is in the house and what is committed, and come back to both.
    """
    if level.accounted is None:
        return reading.on_hand
    moved = reading.on_hand - (level.on_hand or 0)
    committed = reading.committed - (level.committed or 0)
    is_fulfillment = moved * committed > 0 and abs(moved) <= abs(committed)
    return level.accounted + (moved if is_fulfillment else 0)
