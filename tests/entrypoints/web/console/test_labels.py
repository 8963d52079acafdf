"""The words of docs/glossary.md for statuses."""

from enum import StrEnum

import pytest

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportStatus
from novex_shopify.domain.model.lot import LotSource, LotStatus
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.product import MappingStatus, MatchedBy
from novex_shopify.domain.model.recall import LotOutcome, NoticeChannel, RecallClass
from novex_shopify.domain.model.stock import MovementKind
from novex_shopify.domain.model.storage_location import StorageKind
from novex_shopify.domain.model.warehouse_return import WarehouseReturnState
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus, OrderStatus
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome
from novex_shopify.domain.use_cases.recall.impact import Affected
from novex_shopify.domain.use_cases.trace.certainty import Certainty
from novex_shopify.entrypoints.web.console.labels import (
    EVENT_STATUS_DESCRIPTIONS,
    PUSH_STATUS_DESCRIPTIONS,
    build_status_options,
    format_label,
)

ENUMS: tuple[type[StrEnum], ...] = (
    EventStatus,
    PushStatus,
    ImportStatus,
    MappingStatus,
    MatchedBy,
    LineOutcome,
    OrderStatus,
    FulfillmentStatus,
    AssignmentState,
    OrderExceptionKind,
    WarehouseReturnState,
    LotStatus,
    LotSource,
    MovementKind,
    StorageKind,
    RecallClass,
    LotOutcome,
    NoticeChannel,
    Affected,
    Certainty,
)


@pytest.mark.parametrize("statuses", ENUMS)
def test_every_status_has_a_label(statuses: type[StrEnum]) -> None:
    assert all(format_label(status) for status in statuses)


def test_equal_values_of_different_enums_have_labels_of_their_own() -> None:
    assert (format_label(EventStatus.DONE), format_label(ImportStatus.DONE)) == ("Processed", "Completed")


def test_event_statuses_are_labeled_as_in_the_glossary() -> None:
    labels = [label for _, label in build_status_options(EventStatus)]
    assert sorted(labels) == sorted(
        ["Any", "Queued", "Processing", "Processed", "Outdated", "Ignored", "Blocked", "Failed"]
    )


def test_every_status_of_events_and_shipments_is_described() -> None:
    assert set(EVENT_STATUS_DESCRIPTIONS) == set(EventStatus)
    assert set(PUSH_STATUS_DESCRIPTIONS) == set(PushStatus)
