"""Long reads of a store's records, page by page."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from novex_shopify.domain.errors import describe, unforeseen
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from novex_shopify.domain.model.work import Work, WorkerId, WorkInHand
from novex_shopify.domain.policies.retry import RetryPolicy, TryAgain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_admin import Page
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.wakeups import Wakeups
from novex_shopify.domain.use_cases.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)

Record = TypeVar("Record")


class Importer(Protocol[Record]):
    """What one kind of import reads, and what it does with it."""

    def fetch(self, access: ShopAccess, cursor: str | None) -> Page[Record]:
        """Read a page from Shopify."""
        ...

    def store(self, tx: Transaction, shop: ShopDomain, page: Page[Record]) -> None:
        """Keep a page. Storing it twice changes nothing."""
        ...

    def finish(self, tx: Transaction, shop: ShopDomain) -> None:
        """Do what needs all pages."""
        ...


@dataclass(frozen=True, slots=True)
class RunImport:
    """Works off planned imports. Each page is committed with its cursor, so a run goes on where it was stopped."""

    unit_of_work: UnitOfWork
    importers: Mapping[ImportKind, Importer[Any]]
    access: RefreshAccessToken
    retry: RetryPolicy
    wakeups: Wakeups
    clock: Clock
    worker: WorkerId
    in_hand: WorkInHand

    def start(self, shop: ShopDomain, kind: ImportKind) -> ImportRun:
        """Plan a run; an unfinished one of the same kind and store serves instead."""
        with self.unit_of_work() as tx:
            run = tx.imports.start(shop, kind, self.clock.now())
            tx.commit()
        self.wakeups.wake(Work.IMPORTS)
        return run

    def run_next(self) -> bool:
        """Work off one run; False if none is due."""
        now = self.clock.now()
        with self.unit_of_work() as tx:
            run = tx.imports.claim(self.worker, now)
            tx.commit()
        if run is None:
            return False
        with self.in_hand.holding(Work.IMPORTS, (run.id,)):
            self._work_off(run)
        self.wakeups.wake(Work.EVENTS)
        return True

    def cancel(self, run_id: int) -> bool:
        """End a run after the page that is being stored; what it has brought over stays. False if it is finished."""
        with self.unit_of_work() as tx:
            cancelled = tx.imports.cancel(run_id, self.clock.now())
            tx.commit()
        return cancelled

    def _work_off(self, run: ImportRun) -> None:
        going_on: ImportRun | None = run
        while going_on:
            run = going_on
            try:
                going_on = self._next_page(run)
            except Exception as error:  # whatever it is, it is kept on the row and not lost with the thread
                self._after_failure(run, error)
                return

    def _next_page(self, run: ImportRun) -> ImportRun | None:
        """Read and store a page; None after the last one, and when the run is no longer ours."""
        importer = self.importers[run.kind]
        page = importer.fetch(self.access(run.shop_domain), run.cursor)
        with self.unit_of_work() as tx:
            importer.store(tx, run.shop_domain, page)
            advanced = tx.imports.advance(run, page.next_cursor, len(page.records), self.clock.now())
            if advanced is None:
                return None
            if page.next_cursor is None:
                importer.finish(tx, run.shop_domain)
                tx.imports.settle(advanced, ImportStatus.DONE, self.clock.now())
            tx.commit()
        return advanced if page.next_cursor else None

    def _after_failure(self, run: ImportRun, error: Exception) -> None:
        now = self.clock.now()
        decision = self.retry.decide(error, run.attempts)
        message = describe(error)
        facts = {"shop": run.shop_domain, "kind": str(run.kind), "error": message}
        _log.warning("import.failed", extra=facts, exc_info=unforeseen(error))
        with self.unit_of_work() as tx:
            if isinstance(decision, TryAgain):
                tx.imports.settle(run, ImportStatus.PENDING, now, message, now + decision.delay)
            else:
                tx.imports.settle(run, ImportStatus.FAILED, now, message)
            tx.commit()
