"""`erp_customers`: who buys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, UniqueConstraint, case, func, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.bulk import ignoring, insert_many, one_of
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

    def apply(self, shop: ShopDomain, customers: Sequence[Customer]) -> Sequence[str]:
        """Bring the records to these states; what is None stays."""
        written = insert_many(self.session, CustomerRow, _rows(shop, customers), _or_fill)
        ids: dict[int, int] = dict(written)
        return [str(ids[customer.id]) for customer in customers]

    def add(self, shop: ShopDomain, customers: Sequence[Customer]) -> Sequence[str]:
        """Create the unknown ones."""
        insert_many(self.session, CustomerRow, _rows(shop, customers), ignoring(_KEY))
        known = select(CustomerRow.shopify_customer_id, CustomerRow.id).where(
            CustomerRow.shop_domain == shop,
            one_of(self.session, CustomerRow, "shopify_customer_id", [customer.id for customer in customers]),
        )
        ids: dict[int, int] = dict(self.session.connection().execute(known).all())
        return [str(ids[customer.id]) for customer in customers]

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

    def erase(self, shop: ShopDomain, shopify_ids: Sequence[int] | None) -> None:
        """Forget who these customers are."""
        whose = [col(CustomerRow.shop_domain) == shop]
        if shopify_ids is not None:
            whose.append(one_of(self.session, CustomerRow, "shopify_customer_id", shopify_ids))
        nothing = {**dict.fromkeys(_PERSONAL), "addresses": "[]"}
        self.session.connection().execute(update(CustomerRow).where(*whose).values(nothing))

    def count(self, shop: ShopDomain) -> int:
        """How many customers came from this shop."""
        statement = select(func.count()).select_from(CustomerRow).where(CustomerRow.shop_domain == shop)
        return self.session.exec(statement).one()


_KEY = ("shop_domain", "shopify_customer_id")
_PERSONAL = ("first_name", "last_name", "email", "phone")
_TOLD = (*_PERSONAL, "updated_at")


def _or_fill(insert: Any) -> Any:
    """What is not told stays."""
    new, known = insert.excluded, insert.table.c
    told = {name: func.coalesce(new[name], known[name]) for name in _TOLD}
    values = {**told, "addresses": case((new.addresses == "[]", known.addresses), else_=new.addresses)}
    return insert.on_conflict_do_update(index_elements=list(_KEY), set_=values).returning(
        known.shopify_customer_id, known.id
    )


def _rows(shop: ShopDomain, customers: Sequence[Customer]) -> list[dict[str, Any]]:
    """In one order, so that no two transactions wait for each other."""
    return [
        {
            "shop_domain": shop,
            "shopify_customer_id": customer.id,
            "addresses": msgspec.json.encode(customer.addresses).decode(),
            **{name: getattr(customer, name) for name in _TOLD},
        }
        for customer in sorted(customers, key=lambda customer: customer.id)
    ]
