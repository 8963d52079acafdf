"""Many mappings are decided by one file."""

from novex_shopify.domain.model.work import Work
from novex_shopify.domain.use_cases.products.import_mappings import (
    ImportMappings,
    LineOutcome,
    LineResult,
    MappingImportResult,
)
from tests.builders import SHOP, VARIANT_ID
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.products.mapping_steps import add_variants, get_mapping, is_order_released, park_order


def import_mappings(fakes: Fakes, *lines: str, dry_run: bool = False) -> tuple[MappingImportResult, list[LineResult]]:
    results: list[LineResult] = []
    file = [f"{line}\n" for line in ("variant;status;item;pieces", *lines)]
    use_case = ImportMappings(fakes.unit_of_work, fakes.notifier, fakes.clock)
    return use_case(SHOP, file, results.append, dry_run=dry_run), results


LINES = ("1;;ART-1", "2;ignored;", "3;;", "4;;ART-1", "5;;ART-9", "x;;", "1;;ART-1")
OUTCOMES = [
    LineResult(2, LineOutcome.MAPPED, 1, "ART-1"),
    LineResult(3, LineOutcome.IGNORED, 2),
    LineResult(4, LineOutcome.UNCHANGED, 3),
    LineResult(5, LineOutcome.REFUSED, 4, "ART-1", "the store has no variant 4"),
    LineResult(6, LineOutcome.REFUSED, 5, "ART-9", "the ERP has no item ART-9"),
    LineResult(7, LineOutcome.REFUSED, None, None, "'x' is no variant's number"),
    LineResult(8, LineOutcome.UNCHANGED, 1, "ART-1"),
]


def test_valid_lines_are_applied_and_invalid_ones_refused(fakes: Fakes) -> None:
    add_variants(fakes, 1, 2, 3, 5)
    imported, results = import_mappings(fakes, *LINES)
    assert results == OUTCOMES
    assert imported.outcomes == {
        LineOutcome.MAPPED: 1,
        LineOutcome.IGNORED: 1,
        LineOutcome.UNCHANGED: 2,
        LineOutcome.REFUSED: 3,
    }
    assert [get_mapping(fakes, number).status for number in (1, 2, 3, 5)] == [
        "mapped",
        "ignored",
        "unmapped",
        "unmapped",
    ]


def test_units_per_sale_are_a_decision_too(fakes: Fakes) -> None:
    add_variants(fakes, 1)
    outcomes = [import_mappings(fakes, line)[1][0].outcome for line in ("1;;ART-1;12", "1;;ART-1;", "1;;ART-1;6")]
    assert outcomes == [LineOutcome.MAPPED, LineOutcome.UNCHANGED, LineOutcome.MAPPED]
    assert get_mapping(fakes, 1).pieces == 6


def test_a_dry_run_reports_the_same_and_writes_nothing(fakes: Fakes) -> None:
    add_variants(fakes, 1, 2, 3, 5)
    assert import_mappings(fakes, *LINES, dry_run=True)[1] == OUTCOMES
    assert {get_mapping(fakes, number).matched_by for number in (1, 2, 3, 5)} == {None}


def test_the_orders_that_a_file_releases_are_counted(fakes: Fakes) -> None:
    add_variants(fakes, VARIANT_ID)
    park_order(fakes)
    assert import_mappings(fakes, f"{VARIANT_ID};;ART-1", dry_run=True)[0].released.events == 0
    assert not is_order_released(fakes)
    assert import_mappings(fakes, f"{VARIANT_ID};;ART-1")[0].released.complete_orders == 1
    assert (is_order_released(fakes), fakes.notifier.notifications) == (True, [Work.EVENTS])
