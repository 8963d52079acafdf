"""`shopify_locations` and `shopify_location_storage`: Shopify's locations, and the ERP's places they stand for."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import BigInteger, delete, false, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of, overwrite_on_conflict
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.shop import ShopDomain


class LocationRow(Row, table=True):
    """A location of a store. `takes_rest` is a decision of a person, the other columns are Shopify's."""

    __tablename__ = "shopify_locations"

    shop_domain: str = Field(primary_key=True)
    location_id: int = Field(primary_key=True, sa_type=BigInteger)
    name: str
    is_active: bool
    is_fulfillment_service: bool
    ships_online_orders: bool
    takes_rest: bool = Field(default=False, sa_column_kwargs={"server_default": false()})

    def to_domain(self) -> Location:
        return Location(
            ShopDomain(self.shop_domain),
            self.location_id,
            self.name,
            self.is_active,
            self.is_fulfillment_service,
            self.ships_online_orders,
        )


class LocationStorageRow(Row, table=True):
    """A storage location belongs to one location of each store: the key says so."""

    __tablename__ = "shopify_location_storage"

    shop_domain: str = Field(primary_key=True)
    storage_location_id: int = Field(primary_key=True, sa_type=BigInteger)
    location_id: int = Field(sa_type=BigInteger)


_KEY = ("shop_domain", "location_id")
_FACTS = ("name", "is_active", "is_fulfillment_service", "ships_online_orders")


@dataclass(frozen=True, slots=True)
class SqlLocations:
    """The port `Locations`."""

    session: Session

    def save(self, locations: Collection[Location]) -> None:
        rows = []
        for location in locations:
            values = asdict(location)
            rows.append({"shop_domain": values.pop("shop"), "location_id": values.pop("id"), **values})
        # What is new takes no rest, and what is known keeps its decision.
        new = [row | {"takes_rest": False} for row in rows]
        insert_many(self.session, LocationRow, new, overwrite_on_conflict(_KEY, _FACTS))

    def remove(self, shop: ShopDomain, location_ids: Collection[int]) -> None:
        for table in (LocationStorageRow, LocationRow):
            these = is_one_of(self.session, table, "location_id", location_ids)
            self.session.connection().execute(delete(table).where(col(table.shop_domain) == shop, these))

    def get(self, shop: ShopDomain, location_id: int) -> Location | None:
        row = self.session.get(LocationRow, (shop, location_id))
        return row.to_domain() if row else None

    def list_for_shop(self, shop: ShopDomain) -> Sequence[Location]:
        these = select(LocationRow).where(LocationRow.shop_domain == shop)
        return [row.to_domain() for row in self.session.exec(these.order_by(LocationRow.name, LocationRow.location_id))]  # type: ignore[arg-type]

    def save_mapping(self, mapping: LocationMapping) -> None:
        connection = self.session.connection()
        mine = (
            col(LocationStorageRow.shop_domain) == mapping.shop,
            col(LocationStorageRow.location_id) == mapping.location_id,
        )
        connection.execute(delete(LocationStorageRow).where(*mine))
        this = update(LocationRow).where(
            col(LocationRow.shop_domain) == mapping.shop, col(LocationRow.location_id) == mapping.location_id
        )
        connection.execute(this.values(takes_rest=mapping.takes_rest))
        rows = [
            {"shop_domain": mapping.shop, "storage_location_id": each, "location_id": mapping.location_id}
            for each in sorted(mapping.storage_location_ids)
        ]
        insert_many(self.session, LocationStorageRow, rows)

    def list_mappings(self, shop: ShopDomain) -> Sequence[LocationMapping]:
        storage = defaultdict[int, set[int]](set)
        for row in self.session.exec(select(LocationStorageRow).where(LocationStorageRow.shop_domain == shop)):
            storage[row.location_id].add(row.storage_location_id)
        rest = select(LocationRow.location_id).where(LocationRow.shop_domain == shop, col(LocationRow.takes_rest))
        taking = set(self.session.exec(rest))
        return [
            LocationMapping(shop, each, frozenset(storage[each]), each in taking)
            for each in sorted(storage.keys() | taking)
        ]
