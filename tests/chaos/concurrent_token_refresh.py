"""One of several processes that need a store's expired token at the same moment."""

import hashlib
import sys
import time

from novex_shopify.domain.errors import TokenRefreshInProgress
from tests.builders import HOUR, SHOP
from tests.chaos.crash_token_refresh import build_container


def main() -> None:
    """Get ready, wait for a line on standard input, and print the token's digest."""
    container = build_container(2 * HOUR)
    with container.unit_of_work()() as tx:
        assert tx.shops.get(SHOP)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    while True:
        try:
            access = container.refresh_access_token()(SHOP)
            break
        except TokenRefreshInProgress:  # a worker would try again by the retry policy
            time.sleep(0.05)
    sys.stdout.write(hashlib.sha256(access.access_token.value.encode()).hexdigest() + "\n")


if __name__ == "__main__":
    main()
