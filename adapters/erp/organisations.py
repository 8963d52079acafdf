"""`erp_organisations` and `erp_contacts`: companies that buy, and who buys for them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint, delete
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.bulk import insert_many, one_of, replacing
from novex_shopify.adapters.persistence.row import BigId, Row
from novex_shopify.domain.model.customer import CompanyContact
from novex_shopify.domain.model.shop import ShopDomain


class OrganisationRow(Row, table=True):
    """One company of one store."""

    __tablename__ = "erp_organisations"
    __table_args__ = (UniqueConstraint("shop_domain", "shopify_company_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    shopify_company_id: int = Field(sa_type=BigInteger)
    name: str
    external_id: str | None = Field(default=None, index=True)


class ContactRow(Row, table=True):
    """One customer's place in one company."""

    __tablename__ = "erp_contacts"

    customer_id: int = Field(primary_key=True, sa_type=BigInteger)
    organisation_id: int = Field(primary_key=True, sa_type=BigInteger, index=True)
    title: str | None = None
    is_main: bool = False


def keep_contacts(
    session: Session, shop: ShopDomain, companies: Mapping[int, tuple[CompanyContact, ...] | None]
) -> None:
    """Bring the companies of customers, by the ERP's id, to this state. Those of a customer with None stay."""
    told = {customer_id: contacts for customer_id, contacts in companies.items() if contacts is not None}
    if not told:
        return
    session.connection().execute(delete(ContactRow).where(one_of(session, ContactRow, "customer_id", sorted(told))))
    organisations = _keep_organisations(session, shop, told)
    rows = {
        (customer_id, contact.company_id): {
            "customer_id": customer_id,
            "organisation_id": organisations[contact.company_id],
            "title": contact.title,
            "is_main": contact.is_main,
        }
        for customer_id, contacts in sorted(told.items())
        for contact in contacts
    }
    insert_many(session, ContactRow, list(rows.values()), replacing(_CONTACT, ("title", "is_main")))


def companies_of(session: Session, customer_id: int) -> tuple[CompanyContact, ...]:
    """The companies that a customer buys for."""
    statement = (
        select(OrganisationRow, ContactRow)
        .join(ContactRow, col(ContactRow.organisation_id) == col(OrganisationRow.id))
        .where(ContactRow.customer_id == customer_id)
        .order_by(col(OrganisationRow.shopify_company_id))
        .execution_options(populate_existing=True)
    )
    return tuple(
        CompanyContact(company.shopify_company_id, company.name, company.external_id, contact.title, contact.is_main)
        for company, contact in session.exec(statement)
    )


def _keep_organisations(
    session: Session, shop: ShopDomain, told: Mapping[int, tuple[CompanyContact, ...]]
) -> Mapping[int, int]:
    """The ERP's ids, by Shopify's."""
    rows = {
        contact.company_id: {
            "shop_domain": shop,
            "shopify_company_id": contact.company_id,
            "name": contact.company_name,
            "external_id": contact.external_id,
        }
        for contacts in told.values()
        for contact in contacts
    }
    in_order = [rows[company_id] for company_id in sorted(rows)]
    ids: dict[int, int] = dict(insert_many(session, OrganisationRow, in_order, _or_rename))
    return ids


_COMPANY = ("shop_domain", "shopify_company_id")
_CONTACT = ("customer_id", "organisation_id")


def _or_rename(insert: Any) -> Any:
    renamed = replacing(_COMPANY, ("name", "external_id"))(insert)
    return renamed.returning(insert.table.c.shopify_company_id, insert.table.c.id)
