"""`erp_customers`: customers of the built-in ERP."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, and_, case, func, or_, update
from sqlmodel import Field, Session, select

from novex_shopify.adapters.erp.address_document import decode_addresses, encode_addresses
from novex_shopify.adapters.erp.companies import fetch_companies, remove_contacts, replace_contacts
from novex_shopify.adapters.erp.customer_keys import (
    CustomerKeyRow,
    KeyColumn,
    add_address_keys,
    delete_address_keys,
    fetch_address_keys,
    find_customer_ids,
    split_address_keys,
)
from novex_shopify.adapters.persistence.batch_statements import (
    ConflictAction,
    fetch_rows,
    ignore_on_conflict,
    insert_many,
    is_one_of,
)
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.personal_columns import build_erased_values
from novex_shopify.adapters.persistence.row import Row, get_columns
from novex_shopify.domain.model.customer import Consent, Customer, CustomerKeys, ErpCustomer
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain


class CustomerRow(Row, table=True):
    """`addresses` is JSON (`address_document.py`).

    `shop_domain` and `shopify_customer_id` name the Shopify customer for whom the record was created, if any. A record
    may stand for customers of other stores too: `shopify_customer_links` has all of them.
    """

    __tablename__ = "erp_customers"
    __table_args__ = (
        UniqueConstraint("shop_domain", "shopify_customer_id"),
        # With the id, so that the first few customers of a key that many share are found without reading all.
        Index("ix_erp_customers_normalized_email", "normalized_email", "id"),
        Index("ix_erp_customers_normalized_phone", "normalized_phone", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str | None = None
    shopify_customer_id: int | None = Field(default=None, sa_type=BigInteger)
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    normalized_email: str | None = None
    normalized_phone: str | None = None
    normalized_name: str | None = None
    addresses: str = "[]"
    email_consent: str | None = None
    email_consent_level: str | None = None
    email_consent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sms_consent: str | None = None
    sms_consent_level: str | None = None
    sms_consent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    updated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    min_remaining_days: int | None = None

    def to_domain(self) -> Customer:
        """Without companies, which are in tables of their own."""
        return Customer(
            self.shopify_customer_id or 0,
            self.updated_at,
            self.first_name,
            self.last_name,
            self.email,
            self.phone,
            decode_addresses(self.addresses),
            _to_consent(self.email_consent, self.email_consent_level, self.email_consent_at),
            _to_consent(self.sms_consent, self.sms_consent_level, self.sms_consent_at),
        )


@dataclass(frozen=True, slots=True)
class SqlCustomers:
    """The port `ErpCustomers`."""

    session: Session

    def find_similar(self, keys: Collection[CustomerKeys], shops: Collection[ShopDomain]) -> Sequence[ErpCustomer]:
        ids = self._find_ids(keys, sorted(shops))
        if not ids:
            return []
        columns = [get_columns(CustomerRow)[name] for name in _FOUND_COLUMNS]
        statement = select(*columns).where(is_one_of(self.session, CustomerRow, "id", sorted(ids)))
        rows = self.session.connection().execute(statement.order_by(columns[0]).with_for_update()).all()
        address_keys = fetch_address_keys(self.session, ids)
        return [
            ErpCustomer(str(row_id), CustomerKeys(email, phone, name, *split_address_keys(address_keys[row_id])))
            for row_id, email, phone, name in rows
        ]

    def _find_ids(self, keys: Collection[CustomerKeys], shops: Sequence[ShopDomain]) -> set[int]:
        emails = sorted({each.email for each in keys if each.email})
        phones = sorted({phone for each in keys for phone in each.phones})
        address_keys = sorted({key for each in keys for key in each.phones | each.addresses})
        return (
            find_customer_ids(self.session, _EMAIL_KEYS, emails, shops)
            | find_customer_ids(self.session, _PHONE_KEYS, phones, shops)
            | find_customer_ids(self.session, _ADDRESS_KEYS, address_keys, shops)
        )

    def apply(self, shop: ShopDomain, customers: Sequence[Customer], known: Mapping[int, str]) -> Sequence[str]:
        new = [row for row in _build_rows(shop, customers) if row["shopify_customer_id"] not in known]
        ids: dict[int, str] = {
            each: str(erp_id) for each, erp_id in insert_many(self.session, CustomerRow, new, _UPSERT_BY_SHOPIFY_ID)
        }
        ids |= {customer.id: known[customer.id] for customer in customers if customer.id in known}
        known_rows = _build_rows(shop, [customer for customer in customers if customer.id in known])
        updates = sorted(
            (row | {"id": int(ids[row["shopify_customer_id"]])} for row in known_rows), key=lambda row: row["id"]
        )
        insert_many(self.session, CustomerRow, updates, _UPSERT_BY_ID)
        replace_contacts(self.session, shop, {int(ids[each.id]): each.companies for each in customers})
        add_address_keys(self.session, {int(ids[each.id]): each.keys for each in customers})
        return [ids[customer.id] for customer in customers]

    def add(self, shop: ShopDomain, customers: Sequence[Customer]) -> Sequence[str]:
        insert_many(self.session, CustomerRow, _build_rows(shop, customers), ignore_on_conflict(_SHOPIFY_KEY))
        known = select(CustomerRow.shopify_customer_id, CustomerRow.id).where(
            CustomerRow.shop_domain == shop,
            is_one_of(self.session, CustomerRow, "shopify_customer_id", [customer.id for customer in customers]),
        )
        ids = {shopify_id: str(erp_id) for shopify_id, erp_id in self.session.connection().execute(known)}
        add_address_keys(self.session, {int(ids[each.id]): each.keys for each in customers})
        return [ids[customer.id] for customer in customers]

    def get(self, customer_id: str) -> Customer | None:
        return self.get_many([customer_id]).get(customer_id)

    def get_many(self, customer_ids: Collection[str]) -> Mapping[str, Customer]:
        numbers = [number for each in customer_ids if (number := parse_id(each)) is not None]
        rows = fetch_rows(self.session, CustomerRow, "id", numbers)
        companies = fetch_companies(self.session, [row.id for row in rows]) if rows else {}
        return {str(row.id): replace(CustomerRow.to_domain(row), companies=companies[row.id]) for row in rows}

    def get_min_remaining_days(self, customer_ids: Collection[str]) -> Mapping[str, int]:
        numbers = [number for each in customer_ids if (number := parse_id(each)) is not None]
        rows = fetch_rows(self.session, CustomerRow, "id", numbers, names=("id", "min_remaining_days"))
        return {str(number): days for number, days in rows if days is not None}

    def set_min_remaining_days(self, customer_id: str, days: int | None) -> None:
        this = get_columns(CustomerRow)["id"] == int(customer_id)
        self.session.connection().execute(update(CustomerRow).where(this).values(min_remaining_days=days))

    def erase(self, customer_ids: Sequence[str]) -> None:
        ids = [int(each) for each in customer_ids if each]
        whose = is_one_of(self.session, CustomerRow, "id", ids)
        self.session.connection().execute(update(CustomerRow).where(whose).values(build_erased_values(CustomerRow)))
        # Who is the buyer of a company says who the person is.
        remove_contacts(self.session, ids)
        delete_address_keys(self.session, ids)


_EMAIL_KEYS = KeyColumn(CustomerRow, "normalized_email", "id", CustomerRow)
_PHONE_KEYS = KeyColumn(CustomerRow, "normalized_phone", "id", CustomerRow)
_ADDRESS_KEYS = KeyColumn(CustomerKeyRow, "key", "customer_id", CustomerRow)
_FOUND_COLUMNS = ("id", "normalized_email", "normalized_phone", "normalized_name")
_SHOPIFY_KEY = ("shop_domain", "shopify_customer_id")
_STATED_COLUMNS = ("first_name", "last_name", "email", "phone", "normalized_name")
_KEY_COLUMNS = {"email": "normalized_email", "phone": "normalized_phone"}
_CONSENT_COLUMNS = ("email_consent", "sms_consent")


@cache
def _fill_on_conflict(key: tuple[str, ...]) -> ConflictAction:
    # Shopify may withhold personal data: what is missing now stays as it is.

    def apply(insert: Any) -> Any:
        new, known = insert.excluded, insert.table.c
        values: dict[str, Any] = {
            name: func.coalesce(new[name], known[name]) for name in (*_STATED_COLUMNS, "updated_at")
        }
        for name, column in _KEY_COLUMNS.items():  # a number that cannot be read has no key, and not the former one's
            values[column] = case((new[name].is_(None), known[column]), else_=new[column])
        values["addresses"] = case((new.addresses == "[]", known.addresses), else_=new.addresses)
        for consent in _CONSENT_COLUMNS:
            at = f"{consent}_at"
            older = and_(known[at].is_not(None), or_(new[at].is_(None), new[at] < known[at]))
            stays = or_(new[consent].is_(None), older)
            for name in (consent, f"{consent}_level", at):
                values[name] = case((stays, known[name]), else_=new[name])
        updated = insert.on_conflict_do_update(index_elements=list(key), set_=values)
        return updated.returning(known.shopify_customer_id, known.id)

    return apply


_UPSERT_BY_SHOPIFY_ID, _UPSERT_BY_ID = _fill_on_conflict(_SHOPIFY_KEY), _fill_on_conflict(("id",))


def _build_rows(shop: ShopDomain, customers: Sequence[Customer]) -> list[dict[str, Any]]:
    # In one order, so that no two transactions wait for each other.
    return [
        {
            "shop_domain": shop,
            "shopify_customer_id": customer.id,
            "first_name": customer.first_name,
            "last_name": customer.last_name,
            "addresses": encode_addresses(customer.addresses),
            "updated_at": customer.updated_at,
            "email": customer.email,
            "phone": customer.phone,
            "normalized_email": customer.keys.email,
            "normalized_phone": customer.keys.phone,
            "normalized_name": customer.keys.name,
            **_build_consent_columns("email_consent", customer.email_consent),
            **_build_consent_columns("sms_consent", customer.sms_consent),
        }
        for customer in sorted(customers, key=lambda customer: customer.id)
    ]


def _build_consent_columns(name: str, consent: Consent | None) -> dict[str, Any]:
    if consent is None:
        return {name: None, f"{name}_level": None, f"{name}_at": None}
    return {name: consent.state, f"{name}_level": consent.opt_in_level, f"{name}_at": consent.updated_at}


def _to_consent(state: str | None, level: str | None, at: datetime | None) -> Consent | None:
    return Consent(state, level, at) if state else None
