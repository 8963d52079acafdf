"""`erp_customer_keys`: by which addresses, and phone numbers of addresses, a customer has been known."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, delete, func, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session

from novex_shopify.adapters.persistence.batch_statements import (
    ignore_on_conflict,
    insert_many,
    is_one_of,
    is_postgresql,
)
from novex_shopify.adapters.persistence.postgres_arrays import build_parameter_name, unnest
from novex_shopify.adapters.persistence.row import Row, get_columns
from novex_shopify.domain.model.customer import MAX_SIMILAR_CUSTOMERS, CustomerKeys


class CustomerKeyRow(Row, table=True):
    """A key that begins with `+` is a phone number."""

    __tablename__ = "erp_customer_keys"

    key: str = Field(primary_key=True)
    customer_id: int = Field(primary_key=True, sa_type=BigInteger, index=True)


def add_address_keys(session: Session, keys: Mapping[int, CustomerKeys]) -> None:
    """Add the keys of customers, by the ERP's customer id."""
    pairs = sorted((key, each) for each, known in keys.items() for key in known.address_phones | known.addresses)
    rows = [{"key": key, "customer_id": customer_id} for key, customer_id in pairs]
    insert_many(session, CustomerKeyRow, rows, ignore_on_conflict(("key", "customer_id")))


def fetch_address_keys(session: Session, customer_ids: Collection[int]) -> Mapping[int, frozenset[str]]:
    columns = get_columns(CustomerKeyRow)
    statement = select(columns["customer_id"], columns["key"]).where(
        is_one_of(session, CustomerKeyRow, "customer_id", customer_ids)
    )
    found: dict[int, set[str]] = {each: set() for each in customer_ids}
    for customer_id, key in session.connection().execute(statement):
        found[customer_id].add(key)
    return {customer_id: frozenset(keys) for customer_id, keys in found.items()}


def delete_address_keys(session: Session, customer_ids: Iterable[int]) -> None:
    theirs = is_one_of(session, CustomerKeyRow, "customer_id", customer_ids)
    session.connection().execute(delete(CustomerKeyRow).where(theirs))


def split_address_keys(keys: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the phone numbers and the addresses."""
    phones = frozenset(key for key in keys if key.startswith("+"))
    return phones, frozenset(keys) - phones


def find_customer_ids(session: Session, table: type[Row], key: str, customer_id: str, keys: Sequence[str]) -> set[int]:
    """Find who has one of these keys; of a key that many have, only the first `MAX_SIMILAR_CUSTOMERS`."""
    if not keys:
        return set()
    build, parameters = (
        (_search_in_postgresql, {build_parameter_name(key): keys})
        if is_postgresql(session)
        else (_search_in_sqlite, {"keys": json.dumps(keys)})
    )
    return set(session.connection().execute(build(table, key, customer_id), parameters).scalars())


@cache
def _search_in_postgresql(table: type[Row], key: str, customer_id: str) -> Any:
    columns, wanted = get_columns(table), unnest(table, (key,), "wanted")
    first = select(columns[customer_id]).where(columns[key] == wanted.c[key]).order_by(columns[customer_id])
    some = first.limit(MAX_SIMILAR_CUSTOMERS).lateral("some")
    return select(some.c[customer_id]).select_from(wanted.join(some, true()))


@cache
def _search_in_sqlite(table: type[Row], key: str, customer_id: str) -> Any:
    # SQLite has no LATERAL.
    wanted = func.json_each(bindparam("keys")).table_valued("value").alias("wanted")
    person, first = aliased(table), aliased(table)
    some = select(getattr(first, customer_id)).where(getattr(first, key) == wanted.c.value)
    ordered = some.order_by(getattr(first, customer_id)).limit(MAX_SIMILAR_CUSTOMERS).correlate(wanted)
    is_wanted = and_(getattr(person, key) == wanted.c.value, getattr(person, customer_id).in_(ordered))
    return select(getattr(person, customer_id)).select_from(wanted).join(person, is_wanted)
