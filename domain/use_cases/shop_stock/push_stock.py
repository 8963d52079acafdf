"""The worker that brings Shopify's stock to the ERP's numbers."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from novex_shopify.domain.errors import ShopifyRefused, ShopifyThrottled, describe
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import StockMode
from novex_shopify.domain.model.stock_call import MAX_ROWS, StockAnswer, StockCall, StockRefusal
from novex_shopify.domain.model.stock_level import LevelState, StockLevel
from novex_shopify.domain.model.stock_push import StockPush
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.model.stock_terms import StockTarget
from novex_shopify.domain.model.work import ActiveClaims, Work, WorkerId
from novex_shopify.domain.policies.level_comparison import Comparison, ComparisonRules, compare_level, leave_alone
from novex_shopify.domain.policies.retry import Retry, RetryPolicy
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_metrics import WorkMetrics
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import STOCK_CALL_RETRY
from novex_shopify.domain.use_cases.claim_lost import ClaimLost
from novex_shopify.domain.use_cases.claimed_steps import ClaimedSteps
from novex_shopify.domain.use_cases.shop_stock.settle_call import give_up_call, settle_call
from novex_shopify.domain.use_cases.shop_stock.spread_news import SpreadNews
from novex_shopify.domain.use_cases.shop_stock.stock_facts import Readings, StockFacts, read_stock_facts
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

_NO_TARGET = StockTarget(0, 1)
"""Of a level that Shopify does not count, which is left alone."""


@dataclass(frozen=True, slots=True)
class PushStock:
    """Makes the next step of a store: sends its open call again, or compares what is due and sends what differs.

    A call is stored with its idempotency key before it is sent, and one call of a store is in flight at a time. After a
    lost answer the same call is sent with the same key, which changes nothing if it was done. Each number goes with the
    one that it replaces, so a change at Shopify in between is never overwritten: the level is read again. What has
    changed here while a number was computed is computed again before it is sent.
    """

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    access: RefreshAccessToken
    nonces: Nonces
    retry: RetryPolicy
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId
    active_claims: ActiveClaims
    metrics: WorkMetrics

    def run_next(self) -> bool:
        """Spread news, and make a step of the next store that is due; False if there was neither."""
        had_news = SpreadNews(self.unit_of_work, self.clock)()
        return self._steps.run_next(self._step, self._decide) or had_news

    @property
    def _steps(self) -> ClaimedSteps[StockSync]:
        return ClaimedSteps(
            Work.STOCK,
            "stock_sync",
            "shop",
            attrgetter("shop_stock.syncs"),
            self.unit_of_work,
            self.notifier,
            self.clock,
            self.worker,
            self.active_claims,
        )

    def _step(self, sync: StockSync) -> None:
        with self.unit_of_work.read() as tx:
            is_off, settings = _is_off(tx, sync), tx.shops.get_settings(sync.shop)
            due = () if is_off else tx.shop_stock.levels.list_due(sync.shop, self.clock.now(), sync.row_limit)
            levels = _complete_variants(tx, sync.shop, due, sync.row_limit)
        if is_off:
            self._settle_off(sync)
            return
        if sync.open_key and settings.push_stock is StockMode.ON:
            self._send(sync)
        elif sync.open_key:
            self._give_up_call(sync)
        elif levels:
            self._compare(sync, levels)
        else:
            self._settle_until_due(sync)

    def _settle_off(self, sync: StockSync) -> None:
        """End the claim without another attempt, unless the store was resumed since it was claimed."""
        with self.unit_of_work() as tx:
            current = tx.shop_stock.syncs.lock(sync.shop) or sync
            due_at = None if _is_off(tx, current) else self.clock.now()
            if not tx.shop_stock.syncs.settle(replace(sync, next_attempt_at=due_at)):
                raise ClaimLost
            tx.commit()

    def _compare(self, sync: StockSync, due: Sequence[StockLevel]) -> None:
        # What is marked due after this answer was asked for may say more than it, so the marks from before count.
        keys, marks = [level.key for level in due], {level.id: level.marks for level in due}
        readings = self.admin.fetch_inventory_levels(self.access(sync.shop), keys)
        with self.unit_of_work.read() as tx:
            current = tx.shop_stock.levels.get_many(sync.shop, keys)
            facts = read_stock_facts(tx, sync.shop, {level.item_id for level in current}, self.clock.now())
        levels = [
            replace(level, marks=marks[level.id], read_at=self.clock.now())
            for of_item in facts.levels.values()
            for level in of_item
            if level.id in marks
        ]
        comparisons = _compare_levels(facts, levels, readings, self.clock.now())
        changed = facts.find_committed_changes(each.level for each in comparisons)
        stored = self._store(sync, comparisons, changed)
        if stored.open_key:
            self._send(stored)

    def _store(self, sync: StockSync, comparisons: Sequence[Comparison], changed_items: Collection[str]) -> StockSync:
        """Store what was found, and the call if anything is to be sent; otherwise the claim ends.

        `changed_items` are those that others sell as well, and of which Shopify counts another number as ordered.
        """
        now = self.clock.now()
        with self.unit_of_work() as tx:
            current = _leave_out_changed(tx, sync.shop, comparisons)
            to_send = [each for each in current if each.to_send is not None][: sync.row_limit]
            left = [each for each in current if each.to_send is not None][sync.row_limit :]
            tx.shop_stock.levels.save([each.level for each in current if each not in left])
            if changed_items and tx.erp.stock:
                tx.erp.stock.news.add(changed_items)
            key = self.nonces.generate() if to_send else None
            if key:
                tx.shop_stock.pushes.add([_build_push(each, key, now) for each in to_send])
            stored = replace(sync, open_key=key, failures=0, last_error=None)
            if not (tx.shop_stock.syncs.save(stored) if key else settle_until_due(tx, stored)):
                raise ClaimLost
            tx.commit()
        return stored

    def _send(self, sync: StockSync) -> None:
        assert sync.open_key
        with self.unit_of_work.read() as tx:
            pushes = tx.shop_stock.pushes.list_call(sync.open_key)
            levels = tx.shop_stock.levels.get_many(sync.shop, [push.level for push in pushes])
        if not any(level.state is LevelState.SENDING for level in levels):
            self._give_up_call(sync)  # the store was off since, so its numbers are old
            return
        call = StockCall(sync.open_key, tuple(push.row for push in pushes))
        try:
            answer = self.admin.set_on_hand(self.access(sync.shop), call)
        except ShopifyRefused as error:
            answer = StockAnswer((StockRefusal("", describe(error)),))
        if answer.has_code(StockRefusal.IN_PROGRESS):
            later = self.clock.now() + STOCK_CALL_RETRY
            self._steps.settle(replace(sync, next_attempt_at=later))
            return
        with self.unit_of_work() as tx:
            outcomes = settle_call(tx, sync, pushes, answer, self.clock.now())
            limit = _find_row_limit(sync, pushes, answer)
            if not settle_until_due(tx, replace(sync, open_key=None, row_limit=limit, failures=0, last_error=None)):
                raise ClaimLost
            tx.commit()
        for outcome, count in outcomes.items():
            self.metrics.count_stock_rows(outcome, count)

    def _give_up_call(self, sync: StockSync) -> None:
        """Send a call no more whose answer was lost before the store was turned off, or only reports."""
        assert sync.open_key
        with self.unit_of_work() as tx:
            give_up_call(tx, sync.shop, tx.shop_stock.pushes.list_call(sync.open_key), self.clock.now())
            if not settle_until_due(tx, replace(sync, open_key=None, failures=0, last_error=None)):
                raise ClaimLost
            tx.commit()

    def _settle_until_due(self, sync: StockSync) -> None:
        with self.unit_of_work() as tx:
            if not settle_until_due(tx, replace(sync, failures=0, last_error=None)):
                raise ClaimLost
            tx.commit()

    def _decide(self, sync: StockSync, error: Exception) -> StockSync:
        """When a step that failed is tried again. It is never given up: later news would find the same state."""
        is_counted = not isinstance(error, ShopifyThrottled)
        failed = replace(sync, failures=sync.failures + is_counted, last_error=describe(error))
        attempt = max(1, min(failed.failures, self.retry.max_attempts - 1))
        decision = self.retry.decide(error, attempt)
        delay = decision.delay if isinstance(decision, Retry) else self.retry.max_delay
        return replace(failed, next_attempt_at=self.clock.now() + delay)


def settle_until_due(tx: Transaction, sync: StockSync) -> bool:
    """End the claim until the store's next level is due; False if the claim is lost.

    The record is locked before levels are looked at, so that what is marked due meanwhile is not missed.
    """
    tx.shop_stock.syncs.lock(sync.shop)
    due_at = tx.shop_stock.levels.find_next_due(sync.shop)
    return tx.shop_stock.syncs.settle(replace(sync, next_attempt_at=due_at))


def _is_off(tx: Transaction, sync: StockSync) -> bool:
    shop, settings = tx.shops.get_with_settings(sync.shop)
    is_reachable = shop is not None and shop.active and shop.reachable
    return sync.is_paused or not is_reachable or not settings.compares_stock or tx.erp.stock is None


def _complete_variants(
    tx: Transaction, shop: ShopDomain, due: Sequence[StockLevel], limit: int
) -> Sequence[StockLevel]:
    """The levels of the variants that are due, all of each: what others need is taken from them together."""
    variants = dict.fromkeys(level.variant_id for level in due)
    if not variants:
        return []
    of_variant = defaultdict[int, list[StockLevel]](list)
    for level in tx.shop_stock.levels.list_by_items({level.item_id for level in due}):
        if level.shop == shop:
            of_variant[level.variant_id].append(level)
    levels: list[StockLevel] = []
    for variant_id in variants:
        if levels and len(levels) + len(of_variant[variant_id]) > limit:
            break
        levels += of_variant[variant_id]
    return levels[:MAX_ROWS]


def _compare_levels(
    facts: StockFacts, levels: Sequence[StockLevel], readings: Readings, now: datetime
) -> Sequence[Comparison]:
    rules = ComparisonRules(facts.settings.push_stock, facts.settings.correct_drift, now)
    targets = {
        variant_id: facts.compute_targets(variant_id, item_id, readings)
        for variant_id, item_id in {(level.variant_id, level.item_id) for level in levels}
    }
    comparisons = []
    for level in levels:
        target = targets[level.variant_id].get(level.key.location_id, _NO_TARGET)
        if not facts.keeps_stock(level.item_id):
            comparisons.append(leave_alone(level, LevelState.NO_STOCK_KEPT))
        elif facts.is_bundle(level):
            comparisons.append(leave_alone(level, LevelState.BUNDLE))
        else:
            comparisons.append(compare_level(level, readings[level.key], target, rules))
    return comparisons


def _build_push(comparison: Comparison, key: str, now: datetime) -> StockPush:
    level = comparison.level
    assert comparison.to_send is not None
    return StockPush(
        0,
        level.shop,
        key,
        level.key,
        level.item_id,
        level.on_hand or 0,
        comparison.to_send,
        level.terms,
        now,
        comparison.accounted,
    )


def _leave_out_changed(tx: Transaction, shop: ShopDomain, comparisons: Sequence[Comparison]) -> Sequence[Comparison]:
    """Leave out what is to be sent and has news since it was computed. It is due, and computed again."""
    to_send = [each.level for each in comparisons if each.to_send is not None]
    if not (to_send and tx.erp.stock):
        return comparisons
    marks = {level.id: level.marks for level in tx.shop_stock.levels.get_many(shop, [each.key for each in to_send])}
    waiting = tx.erp.stock.news.find_waiting({level.item_id for level in to_send})
    return [
        each
        for each in comparisons
        if each.to_send is None or (marks.get(each.level.id) == each.level.marks and each.level.item_id not in waiting)
    ]


def _find_row_limit(sync: StockSync, pushes: Sequence[StockPush], answer: StockAnswer) -> int:
    """Fewer levels after a refusal that names no row, until the one is found that it is about."""
    if answer.accepted:
        return min(MAX_ROWS, sync.row_limit * 2)
    return sync.row_limit if all(each.row is not None for each in answer.refusals) else max(1, len(pushes) // 2)
