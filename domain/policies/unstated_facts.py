"""Keeps the facts of a document that its order's newest state cannot state (docs/shopify-fields.md).

Webhooks have no returns, selling plans, delivery categories and tax numbers. GraphQL has no payment terms for an app
without `read_payment_terms`. What such a state leaves open stays as an earlier state said.
"""

from collections.abc import Mapping
from dataclasses import replace

from novex_shopify.domain.model.order import Company, Order
from novex_shopify.domain.model.order_details import LineItemGroup, ShippingMethod
from novex_shopify.domain.model.sales_order import SalesOrder, SalesOrderLine


def add_known_returns(order: Order, known: SalesOrder | None) -> Order:
    """Return the order with the returns that the ERP knows, if it states none: their fees are part of its total."""
    return order if order.returns or known is None else replace(order, returns=known.returns)


def keep_unstated_facts(document: SalesOrder, known: SalesOrder) -> SalesOrder:
    """Return the document of the newest state with what only the known one says. Only webhooks have a raw order."""
    return _keep_beside_graphql(document, known) if document.raw is None else _keep_beside_webhook(document, known)


def _keep_beside_graphql(document: SalesOrder, known: SalesOrder) -> SalesOrder:
    return replace(document, payment_terms=document.payment_terms or known.payment_terms)


def _keep_beside_webhook(document: SalesOrder, known: SalesOrder) -> SalesOrder:
    known_lines = {line.line_item_id: line for line in known.lines if line.line_item_id}
    return replace(
        document,
        localized_fields=document.localized_fields or known.localized_fields,
        company=_keep_tax_number(document.company, known.company),
        lines=tuple(_keep_line_facts(line, known_lines) for line in document.lines),
    )


def _keep_tax_number(company: Company | None, known: Company | None) -> Company | None:
    if company is None or known is None or company.id != known.id:
        return company
    return replace(company, tax_registration_id=company.tax_registration_id or known.tax_registration_id)


def _keep_line_facts(line: SalesOrderLine, known_lines: Mapping[int, SalesOrderLine]) -> SalesOrderLine:
    known = known_lines.get(line.line_item_id)
    if known is None or known.kind is not line.kind:
        return line
    return replace(
        line,
        selling_plan=line.selling_plan or known.selling_plan,
        group=_keep_title(line.group, known.group),
        shipping_method=_keep_category(line.shipping_method, known.shipping_method),
    )


def _keep_title(group: LineItemGroup | None, known: LineItemGroup | None) -> LineItemGroup | None:
    return known if group and known and group == LineItemGroup(known.id) else group


def _keep_category(method: ShippingMethod | None, known: ShippingMethod | None) -> ShippingMethod | None:
    if method is None or known is None:
        return method
    return replace(method, delivery_category=method.delivery_category or known.delivery_category)
