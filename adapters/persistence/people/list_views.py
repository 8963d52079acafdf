"""`shopify_console_list_views`: how people want to see the lists of the console."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete
from sqlmodel import JSON, Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.list_view import ListView

_KEY = ("owner", "list_path", "name")


class ListViewRow(Row, table=True):
    """A view. `query` has no text that a person searched for."""

    __tablename__ = "shopify_console_list_views"

    owner: str = Field(primary_key=True)
    list_path: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    query: str
    columns: list[str] = Field(sa_type=JSON)


@dataclass(frozen=True, slots=True)
class SqlListViews:
    """The port `ListViews`."""

    session: Session

    def save(self, view: ListView) -> None:
        row = asdict(view) | {"columns": list(view.columns)}
        insert_many(self.session, ListViewRow, [row], overwrite_on_conflict(_KEY, ("query", "columns")))

    def delete(self, owner: str, list_path: str, name: str) -> bool:
        which = (
            col(ListViewRow.owner) == owner,
            col(ListViewRow.list_path) == list_path,
            col(ListViewRow.name) == name,
        )
        return self.session.connection().execute(delete(ListViewRow).where(*which)).rowcount > 0

    def list_all(self, owner: str, list_path: str) -> Sequence[ListView]:
        statement = select(ListViewRow).where(ListViewRow.owner == owner, ListViewRow.list_path == list_path)
        rows = self.session.exec(statement).all()
        # Sorted here: the databases sort letters differently.
        return sorted(
            (ListView(row.owner, row.list_path, row.name, row.query, tuple(row.columns)) for row in rows),
            key=lambda each: each.name,
        )
