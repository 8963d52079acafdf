"""`erp_locations`: where the built-in ERP keeps items."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import func, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.column_types import BigId
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.storage_location import StorageKind, StorageLocation


class StorageLocationRow(Row, table=True):
    """A location."""

    __tablename__ = "erp_locations"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    name: str = Field(unique=True)
    kind: str
    sells: bool
    counted: bool
    address: str | None = None

    def to_domain(self) -> StorageLocation:
        kind = StorageKind(self.kind)
        return StorageLocation(self.id or 0, self.name, kind, self.sells, self.counted, self.address)


_SELECT_ALL = select(StorageLocationRow).order_by("name")


@dataclass(frozen=True, slots=True)
class SqlStorageLocations:
    """The port `StorageLocations`."""

    session: Session

    def save(self, location: StorageLocation) -> StorageLocation:
        values = asdict(location)
        location_id = values.pop("id")
        if location_id:
            statement = update(StorageLocationRow).where(col(StorageLocationRow.id) == location_id)
            self.session.connection().execute(statement.values(**values))
            return location
        row = StorageLocationRow(**values)
        self.session.add(row)
        self.session.flush()
        return row.to_domain()

    def get(self, location_id: int) -> StorageLocation | None:
        row = self.session.get(StorageLocationRow, location_id)
        return row.to_domain() if row else None

    def find(self, name: str) -> StorageLocation | None:
        statement = select(StorageLocationRow).where(func.lower(StorageLocationRow.name) == name.lower())
        row = self.session.exec(statement).first()
        return row.to_domain() if row else None

    def list_all(self) -> Sequence[StorageLocation]:
        return [row.to_domain() for row in self.session.exec(_SELECT_ALL)]
