"""The product as ERP code sees it: one object, plain synchronous calls."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import FakeShop, build_in_memory_container
from novex_shopify.config.startup import build_container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.fulfillment import FulfillmentPush, Shipment, Tracking
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.ports.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class Connector:
    """Connects the ERP's process to the product's database. A `novex-shopify serve` does the talking to Shopify.

    Every call is one short transaction. `container` gives access to the use cases, and lets tests put fakes in.
    """

    container: Container

    @classmethod
    def from_env(cls) -> "Connector":
        """Read the environment; raises `InvalidSettings` or `CannotStart` with what is wrong."""
        return cls(build_container())

    @classmethod
    def in_memory(cls, shop: FakeShop | None = None) -> "Connector":
        """A connector for tests: no database, no Redis, no network. `store` is the Shopify store it talks to."""
        return cls(build_in_memory_container(shop))

    def connect_shop(self, domain: str, *, access_token: str) -> Shop:
        """Connect a store whose custom app shows a permanent token. Raises a `ConnectionRefused`."""
        return self.container.connect_shop().connect_with_token(domain, Secret(access_token))

    def put_items(self, items: Iterable[Item]) -> None:
        """Add items to the built-in ERP's catalog, or change them."""
        with self.container.transaction() as tx:
            tx.erp.catalog.put(items)
            tx.commit()

    def list_orders(self, limit: int = 50) -> Sequence[SalesOrder]:
        """The newest sales orders, newest first."""
        with self.container.transaction() as tx:
            return tx.erp.orders.list_latest(limit)

    def push_fulfillment(self, shipment: Shipment) -> FulfillmentPush:
        """Record a shipment and have Shopify told of it; the same shipment again gives the same push."""
        return self.container.push_fulfillment()(shipment)

    @contextmanager
    def transaction(self) -> Generator[Transaction]:
        """One transaction for what belongs together; an error that leaves it undoes everything, its end commits."""
        with self.container.transaction() as tx:
            yield tx
            tx.commit()

    def push_fulfillment_in_transaction(
        self, transaction: Transaction | Session, shipment: Shipment
    ) -> FulfillmentPush:
        """`push_fulfillment` as a part of a transaction: if that is rolled back, nobody was told and nobody will be.

        The transaction is one of `transaction()`, or a SQLAlchemy session of your own on the same database.
        """
        if isinstance(transaction, Session):
            transaction = self.container.unit_of_work().join_session(transaction)
        return self.container.push_fulfillment().push_in_transaction(transaction, shipment)

    def update_tracking(self, shipment_id: str, tracking: Tracking) -> FulfillmentPush:
        """Have Shopify, and by it the customer, told of another tracking. Raises `NotFound`."""
        return self.container.push_fulfillment().update_tracking(shipment_id, tracking)

    def cancel_shipment(self, shipment_id: str) -> FulfillmentPush:
        """Take a shipment back, in Shopify too. Raises `NotFound`."""
        return self.container.push_fulfillment().cancel(shipment_id)

    def get_fulfillment_push(self, shipment_id: str) -> FulfillmentPush:
        """How far the push of a shipment is. Raises `NotFound`."""
        with self.container.transaction() as tx:
            push = tx.pushes.get(shipment_id)
        if push is None:
            raise NotFound(f"There is no push for shipment {shipment_id}.")
        return push

    def close(self) -> None:
        """Let go of the connections."""
        self.container.http().close()
        self.container.engine().dispose()
