"""Stores that fall silent are noticed."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.gap import Gap
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.model.silence import Silence
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.policies.silence import MOST_WEEKS, WEEK, is_unusual
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.wakeups import Wakeups
from novex_shopify.domain.use_cases.ask_for_catch_up import ask_for_catch_up

_log = logging.getLogger(__name__)

TALLY, JUDGE = "tally deliveries", "judge silences"
TALLY_EVERY = timedelta(minutes=1)
JUDGE_EVERY = timedelta(minutes=10)
ASK_AGAIN_AFTER = timedelta(days=1)

SURELY_COMMITTED_AFTER = timedelta(seconds=10)
"""A webhook may be committed after one with a higher number; so long ago, none is still on its way."""

TALLY_AT_ONCE = 10_000

KEEP_HOURS = 52 * WEEK
"""Judging a silence needs the weeks before it, and it may last."""


@dataclass(frozen=True, slots=True)
class WatchDeliveries:
    """Counts what the stores deliver, and judges by it whether one has been silent for unusually long.

    Then the store's subscriptions are looked at, and its orders are to be read again since its last word. While it
    stays silent that is asked for once a day.
    """

    unit_of_work: UnitOfWork
    wakeups: Wakeups
    clock: Clock
    worker: WorkerId

    def __call__(self) -> None:
        """Do what is due. However many workers do so, each round is done once."""
        now = self.clock.now()
        if self._begin(TALLY, now, TALLY_EVERY):
            while self._tally(now) == TALLY_AT_ONCE:
                pass
        if self._begin(JUDGE, now, JUDGE_EVERY):
            self._judge(now)

    def _begin(self, name: str, now: datetime, period: timedelta) -> bool:
        with self.unit_of_work() as tx:
            mine = tx.rounds.begin(name, self.worker, now, period)
            tx.commit()
        return mine

    def _tally(self, now: datetime) -> int:
        with self.unit_of_work() as tx:
            counted = tx.deliveries.tally(now - SURELY_COMMITTED_AFTER, TALLY_AT_ONCE)
            tx.commit()
        return counted

    def _judge(self, now: datetime) -> None:
        with self.unit_of_work() as tx:
            shops = tx.shops.all()
            tx.deliveries.forget_hours(now - KEEP_HOURS)
            tx.commit()
        for shop in shops:
            with self.unit_of_work() as tx:
                asked = _judge_one(tx, shop, now)
                tx.commit()
            if asked:
                self.wakeups.wake(Work.SUBSCRIPTIONS)


def _judge_one(tx: Transaction, shop: Shop, now: datetime) -> bool:
    if not shop.reachable:
        tx.deliveries.end_silence(shop.domain)
        return False
    last = max(tx.deliveries.last(shop.domain).values(), default=None)
    known = tx.deliveries.silence(shop.domain)
    if last is None:
        return False
    if known and last > known.since:
        tx.deliveries.end_silence(shop.domain)
        _log.info("store.heard_again", extra={"shop": shop.domain, "silent_since": known.since.isoformat()})
        known = None
    if known and now - known.noticed_at < ASK_AGAIN_AFTER:
        return False
    heard = tx.deliveries.hours(shop.domain, last - (MOST_WEEKS + 1) * WEEK)
    if not (known or is_unusual(heard, last, shop.installed_at, now)):
        return False
    tx.deliveries.note_silence(Silence(shop.domain, last, now))
    ask_for_catch_up(tx, Gap(shop.domain, last, "unusually silent", now))
    tx.subscriptions.look_again(shop.domain, now)
    _log.warning("store.silent", extra={"shop": shop.domain, "silent_since": last.isoformat()})
    return True
