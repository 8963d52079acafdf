"""Kills a worker at every point of a token refresh, one point after the other, and has another worker continue.

`test_token_refresh.py` runs it in a process of its own, because it forks.
"""

from datetime import datetime, timedelta
from typing import Any

from dependency_injector import providers

from novex_shopify.adapters.clock import SystemClock
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import HOUR, SHOP
from tests.chaos.crash_points import CrashingPort, CrashingUnitOfWork, CrashInjector, run_and_crash


class OffsetClock(SystemClock):
    """The real time plus an offset."""

    def __init__(self, offset: timedelta) -> None:
        self._offset = offset

    def now(self) -> datetime:
        return super().now() + self._offset


def build_container(offset: timedelta) -> Any:
    """The product at a later time, at which the stored token has expired."""
    container = Connector.from_env().container
    container.clock.override(providers.Object(OffsetClock(offset)))
    return container


def find_last_crash_point() -> int:
    """Go through every point; returns the last one."""
    point, later, killed = 0, timedelta(), True
    while killed:
        point, later = point + 1, later + 2 * HOUR

        def refresh_until_killed(injector: CrashInjector, later: timedelta = later) -> None:
            container = build_container(later)
            container.unit_of_work.override(providers.Object(CrashingUnitOfWork(container.unit_of_work(), injector)))
            container.shopify_auth.override(providers.Object(CrashingPort(container.shopify_auth(), injector)))
            container.refresh_access_token()(SHOP)

        killed = run_and_crash(refresh_until_killed, point)
        survivor = build_container(later + HOUR / 2)
        access = survivor.refresh_access_token()(SHOP)
        assert survivor.shopify_admin().fetch_granted_scopes(access).handles
        with survivor.unit_of_work()() as tx:
            assert tx.shops.get(SHOP).reachable
        survivor.engine().dispose()
    return point - 1
