"""Kills who renews a store's token at every point of it, one point after the other, and has another one go on.

Run by `test_tokens.py` in a process of its own, since it forks.
"""

import sys
from datetime import datetime, timedelta
from typing import Any

from dependency_injector import providers

from novex_shopify.adapters.clock import SystemClock
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import HOUR, SHOP
from tests.chaos.crash_points import CrashingPort, CrashingUnitOfWork, CrashInjector, run_and_crash


class OffsetClock(SystemClock):
    """The time, so much later."""

    def __init__(self, offset: timedelta) -> None:
        self._offset = offset

    def now(self) -> datetime:
        """The moment."""
        return super().now() + self._offset


def build_container(offset: timedelta) -> Any:
    """The product, so much later: the token that is stored has expired meanwhile."""
    container = Connector.from_env().container
    container.clock.override(providers.Object(OffsetClock(offset)))
    return container


def main() -> None:
    """Every point; writes how many there are."""
    point, later, killed = 0, timedelta(), True
    while killed:
        point, later = point + 1, later + 2 * HOUR

        def renew_until_killed(death: CrashInjector, later: timedelta = later) -> None:
            container = build_container(later)
            container.unit_of_work.override(providers.Object(CrashingUnitOfWork(container.unit_of_work(), death)))
            container.shopify_auth.override(providers.Object(CrashingPort(container.shopify_auth(), death)))
            container.access()(SHOP)

        killed = run_and_crash(renew_until_killed, point)
        survivor = build_container(later + HOUR / 2)
        access = survivor.access()(SHOP)
        assert survivor.admin().granted_scopes(access).handles
        with survivor.unit_of_work()() as tx:
            assert tx.shops.get(SHOP).reachable
        survivor.engine().dispose()
    sys.stdout.write(f"{point - 1}\n")


if __name__ == "__main__":
    main()
