"""Reports of a tracker, in any order."""

from dataclasses import replace
from datetime import timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.tracker import Tracker, TrackerScan, TrackerStatus
from novex_shopify.domain.policies.tracker_reports import find_all_delivered_at, find_delivered_at, merge_reports
from tests.builders import HOUR, NOON

REPORT = Tracker("trk_1", "9400100", "USPS", TrackerStatus.IN_TRANSIT, NOON)
DELIVERED = replace(
    REPORT,
    status=TrackerStatus.DELIVERED,
    updated_at=NOON + HOUR,
    scans=(TrackerScan(NOON + HOUR / 2, TrackerStatus.DELIVERED, "Delivered"),),
)

reports = st.lists(st.sampled_from(TrackerStatus), min_size=1, max_size=6).map(
    lambda statuses: [
        replace(REPORT, status=status, updated_at=NOON + timedelta(minutes=minute), detail=str(minute))
        for minute, status in enumerate(statuses)
    ]
)


@given(reports, st.data())
def test_the_result_is_the_same_in_any_order_and_any_number(reports: list[Tracker], data: st.DataObject) -> None:
    arrived = [*data.draw(st.permutations(reports)), *data.draw(st.lists(st.sampled_from(reports), max_size=4))]
    merged = reduce(merge_reports, arrived)
    assert merged == reduce(merge_reports, reports)
    assert merged.detail == reports[-1].detail


@pytest.mark.parametrize("status", set(TrackerStatus) - {TrackerStatus.RETURN_TO_SENDER})
def test_only_a_return_leaves_delivered(status: TrackerStatus) -> None:
    later = replace(REPORT, status=status, updated_at=NOON + 2 * HOUR)
    assert merge_reports(DELIVERED, later).status is TrackerStatus.DELIVERED
    returned = replace(later, status=TrackerStatus.RETURN_TO_SENDER)
    assert find_delivered_at(merge_reports(DELIVERED, returned)) is None


def test_a_later_report_brings_nothing_back_that_was_erased() -> None:
    signed = replace(DELIVERED, signed_by="Ann", public_url="https://track.example/1")
    merged = merge_reports(REPORT.without_personal_data(), signed)
    assert merged == replace(signed, signed_by=None, public_url=None, scans=(), is_erased=True)
    assert find_delivered_at(merged) == DELIVERED.updated_at


def test_an_order_is_delivered_with_its_last_parcel() -> None:
    second = replace(DELIVERED, id="trk_2", updated_at=NOON + 3 * HOUR, scans=())
    assert find_all_delivered_at([[DELIVERED], [second]]) == NOON + 3 * HOUR
    assert find_all_delivered_at([[DELIVERED], [REPORT]]) is None
    assert find_all_delivered_at([[DELIVERED], []]) is None
    assert find_all_delivered_at([]) is None
