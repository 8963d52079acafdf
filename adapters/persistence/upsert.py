"""Insert, or do something else where the key exists: the same in both databases, with their own syntax."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from novex_shopify.adapters.persistence.row import Row


def insert_into(session: Session, table: type[Row]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def upsert(
    session: Session,
    table: type[Row],
    rows: Sequence[Mapping[str, Any]],
    key: Sequence[str],
    update: Sequence[str] | None = None,
) -> None:
    """Insert rows; where `key` exists already, overwrite the columns of `update` (by default all others)."""
    if not rows:
        return
    by_key = {tuple(row[column] for column in key): row for row in rows}
    insert = insert_into(session, table)
    names = update if update is not None else [name for name in rows[0] if name not in key]
    statement = insert.on_conflict_do_update(
        index_elements=list(key), set_={name: insert.excluded[name] for name in names}
    )
    session.connection().execute(statement, [dict(row) for row in by_key.values()])
