"""The records of a file are stored in batches, once each."""

from typing import Any

import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from tests.builders import NOON, SECOND, SHOP, a_customer
from tests.domain.use_cases.import_steps import get_latest_run, list_first_names, list_refused_lines, run_until_idle


def test_an_outage_in_the_middle_costs_nothing_twice(connected: Container, store: FakeShop) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 26)]
    store.run_on_call("bulk_line", 22, lambda: store.fail_next_call("bulk_line", ShopifyUnavailable("no answer")))
    run_until_idle(connected)
    run = get_latest_run(connected)
    assert (run.status, run.progress.read, run.progress.written) == (ImportStatus.DONE, 25, 25)
    assert store.call_counts["bulk_start"] == 2
    assert store.call_counts["bulk_file"] == 3


def test_a_second_import_of_the_same_writes_nothing(connected: Container, store: FakeShop) -> None:
    store.customers = [a_customer(id=n) for n in (1, 2, 3)]
    run_until_idle(connected)
    store.customers[1] = a_customer(id=2, updated_at=NOON + SECOND, first_name="Augusta")
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    run_until_idle(connected)
    assert (get_latest_run(connected).progress.read, get_latest_run(connected).progress.written) == (3, 1)
    assert list_first_names(connected) == ["Ada", "Augusta", "Ada"]


def test_an_identical_file_is_not_read_again(connected: Container, store: FakeShop) -> None:
    store.customers = [a_customer(id=n) for n in (1, 2, 3)]
    run_until_idle(connected)
    lines = store.call_counts["bulk_line"]
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    run_until_idle(connected)
    again = get_latest_run(connected)
    assert (again.status, again.progress.read, again.progress.written) == (ImportStatus.DONE, 3, 0)
    assert store.call_counts["bulk_line"] == lines


def test_an_unreadable_line_is_reported_by_number_and_the_rest_is_imported(
    connected: Container, store: FakeShop
) -> None:
    broken: Any = RefusedLine(0, "the line is cut off")
    store.customers = [a_customer(id=1), broken, a_customer(id=3), a_customer(id=4, updated_at=None)]
    run_until_idle(connected)
    run = get_latest_run(connected)
    assert (run.status, run.progress.read, run.progress.refused) == (ImportStatus.DONE, 3, 2)
    assert list_refused_lines(connected) == [
        RefusedLine(2, "the line is cut off"),
        RefusedLine(4, "UnreadablePayload: Customer 4 has no updated_at, so its age cannot be told."),
    ]
    assert len(list_first_names(connected)) == 2


def test_what_the_database_does_not_take_costs_only_itself(
    connected: Container, store: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 30)]
    importer = connected.run_import().importers[ImportKind.CUSTOMERS]
    takes = type(importer).store

    def refuses_the_thirteenth(self: Any, tx: Any, shop: Any, records: Any) -> Any:
        if any(record.id == 13 for record in records):
            raise ValueError("a value that this database does not take")
        return takes(self, tx, shop, records)

    monkeypatch.setattr(type(importer), "store", refuses_the_thirteenth)
    run_until_idle(connected)
    (line,) = list_refused_lines(connected)
    assert (line.line, "ValueError" in line.reason, "value that" in line.reason) == (13, True, False)
    assert len(list_first_names(connected)) == 28
