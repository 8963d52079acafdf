"""The container of one command, and a transaction."""

from collections.abc import Generator
from contextlib import contextmanager

from novex_shopify.config.container import Container
from novex_shopify.config.startup import build_container
from novex_shopify.domain.ports.unit_of_work import Transaction


@contextmanager
def open_container() -> Generator[Container]:
    container = build_container()
    try:
        yield container
    finally:
        container.http().close()
        container.engine().dispose()


@contextmanager
def open_transaction() -> Generator[Transaction]:
    """For commands that only read."""
    with open_container() as container, container.read_transaction() as tx:
        yield tx
