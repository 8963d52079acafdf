"""`erp_customers`: who buys."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import BigInteger, UniqueConstraint, func
from sqlmodel import Field, Session, select

from novex_shopify.adapters.persistence.row import BigId, Row, UtcDateTime
from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.shop import ShopDomain


class CustomerRow(Row, table=True):
    """One customer. `addresses` is JSON."""

    __tablename__ = "erp_customers"
    __table_args__ = (UniqueConstraint("shop_domain", "shopify_customer_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    shopify_customer_id: int = Field(sa_type=BigInteger)
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = Field(default=None, index=True)
    phone: str | None = None
    addresses: str = "[]"
    updated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SqlCustomers:
    """The port `ErpCustomers`."""

    session: Session

    def apply(self, shop: ShopDomain, customer: Customer) -> str:
        """Bring the record to this state; what is None stays."""
        row = self._find(shop, customer.id) or CustomerRow(shop_domain=shop, shopify_customer_id=customer.id)
        for name in ("first_name", "last_name", "email", "phone", "updated_at"):
            value = getattr(customer, name)
            if value is not None:
                setattr(row, name, value)
        if customer.addresses:
            row.addresses = msgspec.json.encode(customer.addresses).decode()
        self.session.add(row)
        self.session.flush()
        return str(row.id)

    def get(self, customer_id: str) -> Customer | None:
        """What the ERP has of a customer."""
        row = (
            self.session.get(CustomerRow, int(customer_id), populate_existing=True) if customer_id.isdecimal() else None
        )
        if row is None:
            return None
        return Customer(
            row.shopify_customer_id,
            row.updated_at,
            row.first_name,
            row.last_name,
            row.email,
            row.phone,
            msgspec.json.decode(row.addresses, type=tuple[Address, ...]),
        )

    def count(self, shop: ShopDomain) -> int:
        """How many customers came from this shop."""
        statement = select(func.count()).select_from(CustomerRow).where(CustomerRow.shop_domain == shop)
        return self.session.exec(statement).one()

    def _find(self, shop: ShopDomain, shopify_id: int) -> CustomerRow | None:
        statement = select(CustomerRow).where(
            CustomerRow.shop_domain == shop, CustomerRow.shopify_customer_id == shopify_id
        )
        return self.session.exec(statement.execution_options(populate_existing=True)).one_or_none()
