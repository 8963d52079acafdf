"""`erp_sellers`: the legal entities that sell."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import func, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.column_types import BigId
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.seller import Seller


class SellerRow(Row, table=True):
    """A seller. It is a company's data, and no customer's."""

    __tablename__ = "erp_sellers"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    name: str = Field(unique=True)
    legal_name: str
    prefix: str = Field(unique=True)
    street: str
    zip: str
    city: str
    country_code: str
    vat_id: str | None = None
    tax_number: str | None = None
    register_entry: str | None = None
    iban: str | None = None
    bic: str | None = None
    email: str | None = None
    phone: str | None = None
    footer: str | None = None
    language: str
    time_zone: str
    merchant_entity_id: str | None = None
    exemption_reason: str | None = None
    retention_years: int | None = None

    def to_domain(self) -> Seller:
        return Seller(**(self.model_dump() | {"id": self.id or 0}))


@dataclass(frozen=True, slots=True)
class SqlSellers:
    """The port `Sellers`."""

    session: Session

    def save(self, seller: Seller) -> Seller:
        values = asdict(seller)
        seller_id = values.pop("id")
        if seller_id:
            statement = update(SellerRow).where(col(SellerRow.id) == seller_id)
            self.session.connection().execute(statement.values(**values))
            return seller
        row = SellerRow(**values)
        self.session.add(row)
        self.session.flush()
        return row.to_domain()

    def find(self, name: str) -> Seller | None:
        row = self.session.exec(select(SellerRow).where(func.lower(SellerRow.name) == name.lower())).first()
        return row.to_domain() if row else None

    def list_all(self) -> Sequence[Seller]:
        return [row.to_domain() for row in self.session.exec(select(SellerRow).order_by("name"))]
