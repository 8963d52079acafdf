"""`erp_customer_keys`: by which addresses, and phone numbers of addresses, a customer has been known."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, delete, exists, func, or_, select, true
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


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """A column of keys, and the one beside it that says whose they are. `owners` is the table of customers."""

    table: type[Row]
    key: str
    customer_id: str
    owners: type[Row]


def find_customer_ids(session: Session, where: KeyColumn, keys: Sequence[str], shops: Sequence[str]) -> set[int]:
    """Find who has one of these keys, of the customers that were created for one of these shops or for none.

    Of a key that many have, only the first `MAX_SIMILAR_CUSTOMERS`.
    """
    if not keys:
        return set()
    build, parameters = (
        (_search_in_postgresql, {build_parameter_name(where.key): keys})
        if is_postgresql(session)
        else (_search_in_sqlite, {"keys": json.dumps(keys)})
    )
    return set(session.connection().execute(build(where), {**parameters, "shops": shops}).scalars())


@cache
def _search_in_postgresql(where: KeyColumn) -> Any:
    columns, wanted = get_columns(where.table), unnest(where.table, (where.key,), "wanted")
    customer_id = columns[where.customer_id]
    first = select(customer_id).where(columns[where.key] == wanted.c[where.key], _fits_shops(where, customer_id))
    some = first.order_by(customer_id).limit(MAX_SIMILAR_CUSTOMERS).lateral("some")
    return select(some.c[where.customer_id]).select_from(wanted.join(some, true()))


@cache
def _search_in_sqlite(where: KeyColumn) -> Any:
    # SQLite has no LATERAL.
    wanted = func.json_each(bindparam("keys")).table_valued("value").alias("wanted")
    person, first = aliased(where.table), aliased(where.table)
    customer_id = getattr(first, where.customer_id)
    some = select(customer_id).where(getattr(first, where.key) == wanted.c.value, _fits_shops(where, customer_id))
    ordered = some.order_by(customer_id).limit(MAX_SIMILAR_CUSTOMERS).correlate(wanted)
    is_wanted = and_(getattr(person, where.key) == wanted.c.value, getattr(person, where.customer_id).in_(ordered))
    return select(getattr(person, where.customer_id)).select_from(wanted).join(person, is_wanted)


def _fits_shops(where: KeyColumn, customer_id: Any) -> ColumnElement[bool]:
    owner: Any = aliased(where.owners)
    is_ours = or_(owner.shop_domain.is_(None), owner.shop_domain.in_(bindparam("shops", expanding=True)))
    return exists().where(owner.id == customer_id, is_ours)
