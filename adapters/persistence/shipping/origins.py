"""`shipping_origins`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import delete
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.origin import Origin

_ALL_OTHERS = ""
"""The location of the address of all other locations: NULL would be unique nowhere."""


class OriginRow(Row, table=True):
    __tablename__ = "shipping_origins"

    location: str = Field(primary_key=True)
    name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    zip: str | None = None
    city: str | None = None
    province: str | None = None
    province_code: str | None = None
    country_code: str | None = None
    phone: str | None = None

    def to_domain(self) -> Origin:
        return Origin(self.location or None, Address(**{name: getattr(self, name) for name in _ADDRESS_FIELDS}))


_ADDRESS_FIELDS = tuple(field.name for field in fields(Address))


@dataclass(frozen=True, slots=True)
class SqlOrigins:
    """The port `Origins`."""

    session: Session

    def save(self, origin: Origin) -> None:
        row = {"location": origin.location or _ALL_OTHERS, **asdict(origin.address)}
        insert_many(self.session, OriginRow, [row], overwrite_on_conflict(("location",), _ADDRESS_FIELDS))

    def delete(self, location: str | None) -> None:
        statement = delete(OriginRow).where(col(OriginRow.location) == (location or _ALL_OTHERS))
        self.session.connection().execute(statement)

    def find(self, location: str | None) -> Origin | None:
        names = [location or _ALL_OTHERS, _ALL_OTHERS]
        found = {row.location: row for row in self.session.exec(_SELECT_ALL.where(col(OriginRow.location).in_(names)))}
        row = found.get(names[0]) or found.get(_ALL_OTHERS)
        return row.to_domain() if row else None

    def list_all(self) -> Sequence[Origin]:
        return sorted((row.to_domain() for row in self.session.exec(_SELECT_ALL)), key=lambda each: each.location or "")


_SELECT_ALL = select(OriginRow).execution_options(populate_existing=True)
