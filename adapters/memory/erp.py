"""An ERP in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.fulfillment import Shipment
from novex_shopify.domain.model.order import SalesOrder
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.erp import ErpCatalog, ErpCustomers, ErpOrders, ErpShipments


@dataclass(frozen=True, slots=True)
class MemoryCatalog:
    """The port `ErpCatalog`."""

    state: State

    def put(self, items: Iterable[Item]) -> None:
        """Add items, or change those that exist."""
        self.state.items.update({item.id: item for item in items})

    def get(self, item_id: str) -> Item | None:
        """One item."""
        return self.state.items.get(item_id)

    def all(self) -> Sequence[Item]:
        """Every item, by id."""
        return [self.state.items[item_id] for item_id in sorted(self.state.items)]


@dataclass(frozen=True, slots=True)
class MemoryCustomers:
    """The port `ErpCustomers`."""

    state: State

    def apply(self, shop: ShopDomain, customers: Sequence[Customer]) -> Sequence[str]:
        """Bring the records to these states; what is None stays."""
        return [self._apply(shop, customer) for customer in customers]

    def add(self, shop: ShopDomain, customers: Sequence[Customer]) -> Sequence[str]:
        """Create the unknown ones."""
        known = {found.id: customer_id for customer_id, (owner, found) in self.state.customers.items() if owner == shop}
        return [known.get(customer.id) or self._apply(shop, customer) for customer in customers]

    def _apply(self, shop: ShopDomain, customer: Customer) -> str:
        for customer_id, (owner, known) in self.state.customers.items():
            if (owner, known.id) == (shop, customer.id):
                told = {f.name: value for f in fields(customer) if (value := getattr(customer, f.name))}
                self.state.customers[customer_id] = (shop, replace(known, **told))
                return customer_id
        customer_id = str(len(self.state.customers) + 1)
        self.state.customers[customer_id] = (shop, customer)
        return customer_id

    def get(self, customer_id: str) -> Customer | None:
        """What the ERP has of a customer."""
        found = self.state.customers.get(customer_id)
        return found[1] if found else None

    def count(self, shop: ShopDomain) -> int:
        """How many customers came from this shop."""
        return sum(owner == shop for owner, _ in self.state.customers.values())


@dataclass(frozen=True, slots=True)
class MemoryOrders:
    """The port `ErpOrders`."""

    state: State

    def apply(self, orders: Sequence[SalesOrder]) -> Sequence[str]:
        """Create the documents or bring them to these states."""
        return [self._apply(order) for order in orders]

    def _apply(self, order: SalesOrder) -> str:
        key = (order.shop_domain, order.shopify_order_id)
        known = (known for known in self.state.orders.values() if (known.shop_domain, known.shopify_order_id) == key)
        order_id = next((document.id for document in known), None) or str(len(self.state.orders) + 1)
        self.state.orders[order_id] = replace(order, id=order_id)
        return order_id

    def get(self, order_id: str) -> SalesOrder | None:
        """One document."""
        return self.state.orders.get(order_id)

    def latest(self, limit: int) -> Sequence[SalesOrder]:
        """The newest documents, newest first."""
        return list(self.state.orders.values())[::-1][:limit]


@dataclass(frozen=True, slots=True)
class MemoryShipments:
    """The port `ErpShipments`."""

    state: State

    def record(self, shipment: Shipment) -> bool:
        """Keep a shipment, unless there is one of this id."""
        if shipment.id in self.state.shipments:
            return False
        self.state.shipments[shipment.id] = shipment
        return True

    def confirm(self, shipment_id: str, fulfillment_ids: Sequence[str], at: datetime) -> None:
        """Note that Shopify knows the shipment."""
        self.state.confirmations[shipment_id] = tuple(fulfillment_ids)

    def fulfillment_ids(self, shipment_id: str) -> Sequence[str]:
        """Shopify's ids of a shipment."""
        return list(self.state.confirmations.get(shipment_id, ()))


class MemoryErp:
    """The port `Erp`."""

    def __init__(self, state: State) -> None:
        self.catalog: ErpCatalog = MemoryCatalog(state)
        self.customers: ErpCustomers = MemoryCustomers(state)
        self.orders: ErpOrders = MemoryOrders(state)
        self.shipments: ErpShipments = MemoryShipments(state)
