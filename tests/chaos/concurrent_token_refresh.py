"""One of several processes that need a store's expired token at the same moment."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from novex_shopify.domain.errors import TokenRefreshInProgress
from tests.builders import HOUR, SHOP
from tests.chaos.crash_token_refresh import build_container


def prepare_refresh() -> Callable[[], str]:
    """Open the database; returns what refreshes the token and returns it."""
    container = build_container(2 * HOUR)
    with container.unit_of_work()() as tx:
        assert tx.shops.get(SHOP)
    return partial(_refresh, container)


def _refresh(container: Any) -> str:
    while True:
        try:
            token: str = container.refresh_access_token()(SHOP).access_token.value
        except TokenRefreshInProgress:  # a worker would try again by the retry policy
            time.sleep(0.05)
        else:
            return token
