"""Many mappings are decided by one file."""

from novex_shopify.config.container import Container
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome, LineResult, MappingImportResult
from tests.builders import SHOP, VARIANT_ID, an_order_body
from tests.domain.use_cases.products.mapping_steps import add_variants, get_mapping
from tests.domain.use_cases.webhook_steps import list_events, process_events, receive_webhook


def import_mappings(
    container: Container, *lines: str, dry_run: bool = False
) -> tuple[MappingImportResult, list[LineResult]]:
    results: list[LineResult] = []
    file = [f"{line}\n" for line in ("variant;status;item", *lines)]
    return container.import_mappings()(SHOP, file, results.append, dry_run=dry_run), results


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


def test_valid_lines_are_applied_and_invalid_ones_refused(connected: Container) -> None:
    add_variants(connected, 1, 2, 3, 5)
    imported, results = import_mappings(connected, *LINES)
    assert results == OUTCOMES
    assert imported.outcomes == {
        LineOutcome.MAPPED: 1,
        LineOutcome.IGNORED: 1,
        LineOutcome.UNCHANGED: 2,
        LineOutcome.REFUSED: 3,
    }
    assert [get_mapping(connected, number).status for number in (1, 2, 3, 5)] == [
        "mapped",
        "ignored",
        "unmapped",
        "unmapped",
    ]


def test_a_dry_run_reports_the_same_and_writes_nothing(connected: Container) -> None:
    add_variants(connected, 1, 2, 3, 5)
    assert import_mappings(connected, *LINES, dry_run=True)[1] == OUTCOMES
    assert {get_mapping(connected, number).matched_by for number in (1, 2, 3, 5)} == {None}


def test_the_orders_that_a_file_releases_are_counted(connected: Container) -> None:
    add_variants(connected, VARIANT_ID)
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    assert import_mappings(connected, f"{VARIANT_ID};;ART-1", dry_run=True)[0].released == 0
    assert import_mappings(connected, f"{VARIANT_ID};;ART-1")[0].released == 1
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.DONE]
