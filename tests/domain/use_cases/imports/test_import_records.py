"""The records of a file are stored once each, in batches, and then the steps run."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.bulk_operations import MemoryBulkOperations
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.bulk_operation import BulkOperation, BulkRecord, BulkStatus, RefusedLine
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.import_run import ImportKind, ImportProgress, ImportRun, ImportStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.claim_lost import ClaimLost
from novex_shopify.domain.use_cases.customers import ImportCustomers
from novex_shopify.domain.use_cases.imports.import_records import ClaimedRun, ImportRecords
from novex_shopify.domain.use_cases.imports.importer import BatchResult, ImportStep, Lines, Listing, StepName
from tests.builders import NOON, SECOND, SHOP, a_customer
from tests.domain.use_cases.imports.import_fakes import ImportFakes


class RecordingImporter:
    """Stores any record, and runs three steps."""

    batch_size = 2

    def __init__(self) -> None:
        self.stored: list[int] = []
        self.steps: list[tuple[ImportStep | None, Listing]] = []

    def fetch(self, shop: ShopDomain, records: Sequence[BulkRecord[Any]]) -> Lines:
        return records

    def store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[Any]]) -> BatchResult:
        self.stored += [record.id for record in records]
        return BatchResult(len(records))

    def run_step(self, tx: Transaction, run: ImportRun, listing: Listing, step: ImportStep | None) -> ImportStep | None:
        self.steps.append((step, listing))
        following = {None: ImportStep(StepName.DELETE, 9), StepName.DELETE: ImportStep(StepName.MATCH)}
        return following.get(step.name if step else None)


class RejectingImporter(ImportCustomers):
    """The database rejects one customer."""

    def store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[Customer]]) -> BatchResult:
        if any(record.id == 13 for record in records):
            raise ValueError("a value that this database rejects")
        return super().store(tx, shop, records)


@dataclass
class Import:
    """An import of customers, with a claimed run and the memory adapters."""

    shop: FakeShop
    importer: RecordingImporter
    claimed: ClaimedRun

    def run(self, *records: Any, status: BulkStatus = BulkStatus.COMPLETED) -> None:
        self.shop.bulk_files["file"] = list(records)
        operation = BulkOperation("operation", status, len(records), len(records), "file")
        ImportRecords(MemoryBulkOperations(self.shop), self.importer, max_batch_size=10)(self.claimed, operation)

    def resume_at(self, progress: ImportProgress) -> None:
        self.claimed.save(replace(self.claimed.run, progress=progress))


@pytest.fixture
def an_import() -> Import:
    unit_of_work, clock = MemoryUnitOfWork(), ManualClock()
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.CUSTOMERS, clock.now())
        run = tx.imports.claim(WorkerId("ann", 1), clock.now())
        tx.commit()
    assert run is not None
    return Import(FakeShop(), RecordingImporter(), ClaimedRun(unit_of_work, clock, run))


CUSTOMERS = [a_customer(id=number) for number in (3, 1, 2)]
CUT_OFF = RefusedLine(0, "the line is cut off", file_is_cut=True)
UNREADABLE = RefusedLine(0, "the id is invalid")


def test_after_an_outage_nothing_is_stored_twice(fakes: ImportFakes) -> None:
    fakes.shop.customers = [a_customer(id=n) for n in range(1, 26)]
    fakes.shop.run_on_call(
        "bulk_line", 22, lambda: fakes.shop.fail_next_call("bulk_line", ShopifyUnavailable("no answer"))
    )
    run = fakes.run_for_20_minutes()
    assert (run.status, run.progress.read, run.progress.written) == (ImportStatus.DONE, 25, 25)
    assert fakes.shop.call_counts["bulk_start"] == 1
    assert fakes.shop.call_counts["bulk_file"] == 2


def test_a_second_import_writes_only_what_changed(fakes: ImportFakes) -> None:
    fakes.shop.customers = [a_customer(id=n) for n in (1, 2, 3)]
    fakes.run_for_20_minutes()
    fakes.shop.customers[1] = a_customer(id=2, updated_at=NOON + SECOND, first_name="Augusta")
    fakes.run_import.start(SHOP, ImportKind.CUSTOMERS)
    again = fakes.run_for_20_minutes()
    assert (again.progress.read, again.progress.written) == (3, 1)
    assert fakes.list_first_names() == ["Ada", "Augusta", "Ada"]


def test_an_identical_file_is_not_read_again(fakes: ImportFakes) -> None:
    fakes.shop.customers = [a_customer(id=n) for n in (1, 2, 3)]
    fakes.run_for_20_minutes()
    lines = fakes.shop.call_counts["bulk_line"]
    fakes.run_import.start(SHOP, ImportKind.CUSTOMERS)
    again = fakes.run_for_20_minutes()
    assert (again.status, again.progress.read, again.progress.written) == (ImportStatus.DONE, 3, 0)
    assert fakes.shop.call_counts["bulk_line"] == lines


def test_an_unreadable_line_is_refused_by_number_and_the_rest_is_imported(fakes: ImportFakes) -> None:
    broken: Any = RefusedLine(0, "the line is cut off")
    fakes.shop.customers = [a_customer(id=1), broken, a_customer(id=3), a_customer(id=4, updated_at=None)]
    run = fakes.run_for_20_minutes()
    assert (run.status, run.progress.read, run.progress.refused) == (ImportStatus.DONE, 3, 2)
    assert fakes.list_refused_lines() == [
        RefusedLine(2, "the line is cut off"),
        RefusedLine(4, "Customer 4 has no updated_at, so it cannot be compared with the ERP."),
    ]
    assert len(fakes.list_first_names()) == 2


def test_a_record_that_the_database_rejects_is_refused_alone(fakes: ImportFakes) -> None:
    fakes.shop.customers = [a_customer(id=n) for n in range(1, 30)]
    fakes.run_import = replace(fakes.run_import, importers={ImportKind.CUSTOMERS: RejectingImporter()})
    fakes.run_for_20_minutes()
    (line,) = fakes.list_refused_lines()
    assert (line.line, "Unexpected value error" in line.reason, "value that" in line.reason) == (13, True, False)
    assert len(fakes.list_first_names()) == 28


def test_steps_run_until_none_is_left_and_get_all_ids(an_import: Import) -> None:
    an_import.run(*CUSTOMERS)
    listing = Listing(array("q", [1, 2, 3]), complete=True, whole=True)
    assert an_import.importer.steps == [
        (None, listing),
        (ImportStep(StepName.DELETE, 9), listing),
        (ImportStep(StepName.MATCH), listing),
    ]
    assert an_import.claimed.run.progress.step is None


@pytest.mark.parametrize(
    ("records", "status", "whole"),
    [
        ([*CUSTOMERS, UNREADABLE], BulkStatus.COMPLETED, True),
        ([*CUSTOMERS, CUT_OFF], BulkStatus.COMPLETED, False),
        (CUSTOMERS, BulkStatus.FAILED, False),
    ],
)
def test_a_listing_with_a_refused_line_or_of_a_failed_operation_is_not_complete(
    an_import: Import, records: list[Any], status: BulkStatus, whole: bool
) -> None:
    an_import.run(*records, status=status)
    assert an_import.importer.stored == [3, 1, 2]
    assert {(listing.complete, listing.whole) for _, listing in an_import.importer.steps} == {(False, whole)}


@pytest.mark.parametrize(("last_line", "stored"), [(1, [1, 2]), (2, [2])])
def test_a_run_resumes_after_its_last_line(an_import: Import, last_line: int, stored: list[int]) -> None:
    an_import.resume_at(ImportProgress(last_line=last_line, read=last_line))
    an_import.run(*CUSTOMERS)
    assert (an_import.importer.stored, an_import.claimed.run.progress.read) == (stored, 3)
    assert an_import.importer.steps[0] == (None, Listing(array("q", [1, 2, 3]), complete=True, whole=True))


def test_a_run_resumes_at_its_step(an_import: Import) -> None:
    an_import.resume_at(ImportProgress(last_line=3, read=3, step="delete:5"))
    an_import.run(*CUSTOMERS)
    assert an_import.importer.stored == []
    assert [step for step, _ in an_import.importer.steps] == [
        ImportStep(StepName.DELETE, 5),
        ImportStep(StepName.MATCH),
    ]


def test_a_run_whose_claim_is_lost_stores_nothing(an_import: Import) -> None:
    with an_import.claimed.unit_of_work() as tx:
        tx.imports.cancel(an_import.claimed.run.id, NOON)
        tx.commit()
    with pytest.raises(ClaimLost):
        an_import.run(*CUSTOMERS)
    assert an_import.importer.stored == []
