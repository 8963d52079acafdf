"""One command's use of the product."""

from collections.abc import Generator
from contextlib import contextmanager

from novex_shopify.config.container import Container
from novex_shopify.config.start import start
from novex_shopify.domain.ports.unit_of_work import Transaction


@contextmanager
def product() -> Generator[Container]:
    """The container, with its connections closed at the end."""
    container = start()
    try:
        yield container
    finally:
        container.http().close()
        container.engine().dispose()


@contextmanager
def reading() -> Generator[Transaction]:
    """A look at what is stored."""
    with product() as container, container.unit_of_work()() as tx:
        yield tx
