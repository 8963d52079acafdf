"""`erp_companies` and `erp_company_contacts`: B2B customers."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint, delete
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of, overwrite_on_conflict
from novex_shopify.adapters.persistence.column_types import BigId
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.customer import CompanyContact
from novex_shopify.domain.model.shop import ShopDomain


class CompanyRow(Row, table=True):
    __tablename__ = "erp_companies"
    __table_args__ = (UniqueConstraint("shop_domain", "shopify_company_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    shopify_company_id: int = Field(sa_type=BigInteger)
    name: str
    external_id: str | None = Field(default=None, index=True)


class CompanyContactRow(Row, table=True):
    __tablename__ = "erp_company_contacts"

    customer_id: int = Field(primary_key=True, sa_type=BigInteger)
    company_id: int = Field(primary_key=True, sa_type=BigInteger, index=True)
    title: str | None = None
    is_main: bool = False


def replace_contacts(
    session: Session, shop: ShopDomain, companies: Mapping[int, tuple[CompanyContact, ...] | None]
) -> None:
    """Replace the companies of customers, by the ERP's customer id; None leaves a customer's as they are."""
    contacts_by_customer = {
        customer_id: contacts for customer_id, contacts in companies.items() if contacts is not None
    }
    if not contacts_by_customer:
        return
    remove_contacts(session, sorted(contacts_by_customer))
    company_ids = _upsert_companies(session, shop, contacts_by_customer)
    rows = {
        (customer_id, contact.company_id): {
            "customer_id": customer_id,
            "company_id": company_ids[contact.company_id],
            "title": contact.title,
            "is_main": contact.is_main,
        }
        for customer_id, contacts in sorted(contacts_by_customer.items())
        for contact in contacts
    }
    insert_many(
        session, CompanyContactRow, list(rows.values()), overwrite_on_conflict(_CONTACT_KEY, ("title", "is_main"))
    )


def remove_contacts(session: Session, customer_ids: Sequence[int]) -> None:
    """The companies stay: others may buy for them."""
    theirs = is_one_of(session, CompanyContactRow, "customer_id", customer_ids)
    session.connection().execute(delete(CompanyContactRow).where(theirs))


def fetch_companies(session: Session, customer_ids: Collection[int]) -> Mapping[int, tuple[CompanyContact, ...]]:
    """By the ERP's customer id; empty for customers without companies."""
    statement = (
        select(CompanyRow, CompanyContactRow)
        .join(CompanyContactRow, col(CompanyContactRow.company_id) == col(CompanyRow.id))
        .where(is_one_of(session, CompanyContactRow, "customer_id", customer_ids))
        .order_by(col(CompanyRow.shopify_company_id))
    )
    found: dict[int, list[CompanyContact]] = {customer_id: [] for customer_id in customer_ids}
    for company, contact in session.exec(statement):
        found[contact.customer_id].append(
            CompanyContact(
                company.shopify_company_id, company.name, company.external_id, contact.title, contact.is_main
            )
        )
    return {customer_id: tuple(contacts) for customer_id, contacts in found.items()}


def _upsert_companies(
    session: Session, shop: ShopDomain, contacts_by_customer: Mapping[int, tuple[CompanyContact, ...]]
) -> Mapping[int, int]:
    """The ERP's company ids by Shopify's."""
    rows = {
        contact.company_id: {
            "shop_domain": shop,
            "shopify_company_id": contact.company_id,
            "name": contact.company_name,
            "external_id": contact.external_id,
        }
        for contacts in contacts_by_customer.values()
        for contact in contacts
    }
    in_order = [rows[company_id] for company_id in sorted(rows)]
    ids: dict[int, int] = dict(insert_many(session, CompanyRow, in_order, _overwrite_and_return_ids))
    return ids


_COMPANY_KEY = ("shop_domain", "shopify_company_id")
_CONTACT_KEY = ("customer_id", "company_id")


def _overwrite_and_return_ids(insert: Any) -> Any:
    renamed = overwrite_on_conflict(_COMPANY_KEY, ("name", "external_id"))(insert)
    return renamed.returning(insert.table.c.shopify_company_id, insert.table.c.id)
