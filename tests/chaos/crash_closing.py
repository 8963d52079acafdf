"""Kills a process at the points of closing a carrier's day, one point after the other.

`test_crash_points.py` runs it in a process of its own, because it forks. The points are before and after every commit
and every call to the provider. At each one a child dies by SIGKILL while it closes the day of two new parcels. Then the
parent closes the day again, as a person who saw no result would, and goes on as another worker until nothing is due.
Each parcel is then on one scan form of the stand-in, and the form is stored.
"""

import os
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import httpx

from novex_shopify.domain.model.manifest import ManifestState
from tests.chaos.crash_buying import buy, close_connections, crash_at_calls, find_purchase, open_connector, prepare
from tests.chaos.crash_points import (
    STEP,
    CrashInjector,
    choose_start,
    run_and_crash,
)
from tests.easypost import EasyPostAccount

PARCELS = 2
LONGEST = timedelta(minutes=10)
"""Longer than a request is unclear."""


def close(container: Any) -> None:
    """Close the day, and bring all manifests to their end."""
    today = container.clock().now().date()
    for found in container.list_carrier_days()(today):
        container.close_day()(found.carrier_day.key, today)
    end = container.clock().now() + LONGEST
    while container.process_manifest().run_next() or is_waiting(container):
        assert container.clock().now() < end
        container.clock().advance(timedelta(seconds=5))


def is_waiting(container: Any) -> bool:
    with container.unit_of_work().read() as tx:
        return any(each.next_attempt_at or each.claimed_by for each in tx.manifests.list_latest(10))


def run_child(injector: CrashInjector, container: Any) -> None:
    crash_at_calls(injector, container)
    close(container)


def check(container: Any, easypost: EasyPostAccount, purchases: Sequence[int]) -> None:
    """Each parcel is on one form, and all forms are stored."""
    sold = {find_purchase(container, each).postage.tracking_number for each in purchases}  # type: ignore[union-attr]
    forms = easypost.call("GET", "/scan_forms?page_size=100")["scan_forms"]
    scanned = [number for form in forms for number in form["tracking_codes"]]
    assert (set(scanned) >= sold, len(scanned)) == (True, len(set(scanned)))
    with container.unit_of_work().read() as tx:
        manifests = tx.manifests.list_latest(100)
        assert {each.state for each in manifests} == {ManifestState.CREATED}
        assert len(manifests) == len(forms)
        assert all(tx.manifests.get_file(each.id) for each in manifests)


def find_last_crash_point() -> int:
    """Go through every point; returns the last one."""
    connector = open_connector()
    container: Any = connector.container
    with httpx.Client(base_url=os.environ["EASYPOST_BASE_URL"], timeout=30, trust_env=False) as http:
        easypost, point, killed = EasyPostAccount(http), choose_start(), True
        while killed:
            point += STEP
            purchases = [prepare(connector, 2 * (point + STEP) + number)[1] for number in range(PARCELS)]
            for each in purchases:
                buy(container, each)
            close_connections(container)
            killed = run_and_crash(partial(run_child, container=container), point)
            container.rescue_claims()()
            close(container)
            check(container, easypost, purchases)
    connector.close()
    return point - STEP
