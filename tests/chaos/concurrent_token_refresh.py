"""One of several processes that want a store's token at the same moment, when it has expired."""

import hashlib
import sys
import time

from novex_shopify.domain.errors import TokenRefreshInProgress
from tests.builders import HOUR, SHOP
from tests.chaos.crash_token_refresh import build_container


def main() -> None:
    """Gets ready, waits for the word, and writes the token's digest."""
    container = build_container(2 * HOUR)
    with container.unit_of_work()() as tx:
        assert tx.shops.get(SHOP)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    while True:
        try:
            access = container.access()(SHOP)
            break
        except TokenRefreshInProgress:  # as a worker would, by the retry policy
            time.sleep(0.05)
    sys.stdout.write(hashlib.sha256(access.access_token.value.encode()).hexdigest() + "\n")


if __name__ == "__main__":
    main()
