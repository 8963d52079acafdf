"""The output of a running import."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from dependency_injector import providers

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as, get_current_actor
from novex_shopify.domain.model.import_run import ImportKind, ImportProgress, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.cli.import_progress import describe_run, describe_stage, run_until_finished

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RUN = ImportRun(7, ShopDomain("tea.myshopify.com"), ImportKind.ORDERS, ImportStatus.RUNNING, NOON)


@pytest.mark.parametrize(
    ("run", "description"),
    [
        (RUN, "orders: Shopify is preparing the export"),
        (replace(RUN, progress=ImportProgress(total=1200)), "orders: Shopify is preparing the export, 1,200 so far"),
        (replace(RUN, progress=ImportProgress(last_line=1)), "orders: saving"),
        (replace(RUN, progress=ImportProgress(last_line=1, step="9")), "orders: matching"),
        (replace(RUN, error="no answer"), "orders: retrying (no answer)"),
    ],
)
def test_each_stage_is_described(run: ImportRun, description: str) -> None:
    assert describe_stage(run) == description


def test_a_run_is_described_with_its_range_and_rate() -> None:
    orders = OrderRange.placed_on(NOON.date(), NOON.date())
    row = describe_run(replace(RUN, order_range=orders, progress=ImportProgress(read=5, records_per_second=7.26)))
    assert (row["id"], row["status"], row["read"], row["records_per_second"]) == (7, "running", 5, 7.3)
    assert row["order_range"] == "placed from 2026-11-23 to 2026-11-23"
    assert describe_run(RUN)["order_range"] is None


@dataclass
class ImportThatEnds:
    """In place of `RunImport`: one call ends the run."""

    container: Container
    actors: list[Actor] = field(default_factory=list)

    def run_next(self) -> None:
        self.actors.append(get_current_actor())
        now = self.container.clock().now()
        with self.container.transaction() as tx:
            claimed = tx.imports.claim(self.container.worker_id(), now)
            assert claimed
            tx.imports.save(claimed.finish(ImportStatus.DONE, now), now)
            tx.commit()


def test_an_import_of_a_command_is_done_by_who_runs_the_command() -> None:
    container = build_in_memory_container()
    stand_in = ImportThatEnds(container)
    container.run_import.override(providers.Object(stand_in))
    with container.transaction() as tx:
        run = tx.imports.start(RUN.shop_domain, ImportKind.PRODUCTS, NOON)
        tx.commit()
    olga = Actor(ActorKind.COMMAND_LINE, "olga")
    with acting_as(olga):
        finished = run_until_finished(container, run, lambda _: None)
    assert (finished.status, stand_in.actors) == (ImportStatus.DONE, [olga])
