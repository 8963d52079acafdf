"""The heads of orders of the built-in ERP: who they are for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlmodel import Session, col, select

from novex_shopify.adapters.erp.address_document import decode_address
from novex_shopify.adapters.erp.companies import CompanyRow
from novex_shopify.adapters.erp.customers import CustomerRow
from novex_shopify.adapters.erp.order_part_rows import FulfillmentRow
from novex_shopify.adapters.erp.order_rows import OrderRow
from novex_shopify.adapters.persistence.batch_statements import is_one_of
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.lot_trace import OrderHead
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain


def fetch_heads(session: Session, order_ids: Collection[str]) -> Mapping[str, OrderHead]:
    these = is_one_of(session, OrderRow, "id", map(int, order_ids))
    rows = session.exec(select(OrderRow).where(these)).all()
    customers = _fetch_customers(session, {row.customer_id for row in rows if row.customer_id})
    companies = _fetch_company_names(session, {row.shopify_company_id for row in rows if row.shopify_company_id})
    fulfillments = _fetch_fulfillments(session, [row.id for row in rows if row.id])
    return {
        str(row.id): _build_head(
            row,
            customers.get(row.customer_id or ""),
            companies.get((row.shop_domain, row.shopify_company_id or 0)),
            tuple(fulfillments[row.id or 0]),
        )
        for row in rows
    }


def _build_head(
    row: OrderRow, customer: Customer | None, company: str | None, fulfillments: tuple[OrderFulfillment, ...]
) -> OrderHead:
    assert row.ordered_at is not None
    return OrderHead(
        str(row.id),
        ShopDomain(row.shop_domain),
        row.shopify_order_id,
        row.name,
        row.ordered_at,
        row.customer_id,
        customer,
        company or (f"Company {row.shopify_company_id}" if row.shopify_company_id else None),
        row.email,
        row.phone,
        decode_address(row.shipping_address) if row.shipping_address else None,
        decode_address(row.billing_address) if row.billing_address else None,
        fulfillments,
    )


def _fetch_customers(session: Session, customer_ids: Iterable[str]) -> Mapping[str, Customer]:
    numbers = [number for each in customer_ids if (number := parse_id(each)) is not None]
    columns = (CustomerRow.id, CustomerRow.first_name, CustomerRow.last_name, CustomerRow.email, CustomerRow.phone)
    statement = select(*columns, CustomerRow.shopify_customer_id).where(  # type: ignore[call-overload]
        is_one_of(session, CustomerRow, "id", numbers)
    )
    return {
        str(row[0]): Customer(row[5] or 0, first_name=row[1], last_name=row[2], email=row[3], phone=row[4])
        for row in session.connection().execute(statement)
    }


def _fetch_company_names(session: Session, company_ids: Iterable[int]) -> Mapping[tuple[str, int], str]:
    these = is_one_of(session, CompanyRow, "shopify_company_id", company_ids)
    rows = session.exec(select(CompanyRow).where(these))
    return {(row.shop_domain, row.shopify_company_id): row.name for row in rows}


def _fetch_fulfillments(session: Session, order_ids: Iterable[int]) -> Mapping[int, list[OrderFulfillment]]:
    these = is_one_of(session, FulfillmentRow, "order_id", order_ids)
    found: dict[int, list[OrderFulfillment]] = defaultdict(list)
    for row in session.exec(select(FulfillmentRow).where(these).order_by(col(FulfillmentRow.shopify_fulfillment_id))):
        found[row.order_id].append(row.to_domain())
    return found
