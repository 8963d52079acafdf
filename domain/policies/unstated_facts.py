"""What only GraphQL states of an order (docs/shopify-fields.md): webhooks neither add nor remove it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from novex_shopify.domain.model.order import Company, Order
from novex_shopify.domain.model.order_details import LineItemGroup, LocalizedField, SellingPlan, ShippingMethod
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder, SalesOrderLine


def add_known_returns(order: Order, known: SalesOrder | None) -> Order:
    """Return the order with the returns that the ERP knows, if it states none: their fees are part of its total."""
    return order if order.returns or known is None else replace(order, returns=known.returns)


@dataclass(frozen=True, slots=True)
class GraphqlFacts:
    """What only GraphQL states of an order and of its lines, by the lines' ids."""

    localized_fields: tuple[LocalizedField, ...]
    company: Company | None
    selling_plans: Mapping[int, SellingPlan | None]
    groups: Mapping[int, LineItemGroup | None]
    delivery_categories: Mapping[int, str | None]


def find_graphql_facts(order: Order) -> GraphqlFacts:
    """Return the facts of an order that was read by GraphQL."""
    return GraphqlFacts(
        order.localized_fields,
        order.company,
        {line.id: line.selling_plan for line in order.line_items},
        {line.id: line.group for line in order.line_items},
        {line.id: line.method.delivery_category for line in order.shipping_lines},
    )


def find_known_facts(document: SalesOrder) -> GraphqlFacts:
    """Return the facts that a document has."""
    items = [line for line in document.lines if line.line_item_id and line.kind is not LineKind.SHIPPING]
    return GraphqlFacts(
        document.localized_fields,
        document.company,
        {line.line_item_id: line.selling_plan for line in items},
        {line.line_item_id: line.group for line in items},
        {line.line_item_id: line.shipping_method.delivery_category for line in document.lines if line.shipping_method},
    )


def set_graphql_facts(document: SalesOrder, facts: GraphqlFacts) -> SalesOrder:
    """Return the document with these facts instead of its own. Lines of which nothing is known stay."""
    return replace(
        document,
        localized_fields=facts.localized_fields,
        company=_set_tax_number(document.company, facts.company),
        lines=tuple(_set_line_facts(line, facts) for line in document.lines),
    )


def _set_tax_number(company: Company | None, known: Company | None) -> Company | None:
    if company is None or known is None or company.id != known.id:
        return company
    return replace(company, tax_registration_id=known.tax_registration_id)


def _set_line_facts(line: SalesOrderLine, facts: GraphqlFacts) -> SalesOrderLine:
    if line.shipping_method:
        return replace(line, shipping_method=_set_category(line.line_item_id, line.shipping_method, facts))
    return replace(
        line,
        selling_plan=facts.selling_plans.get(line.line_item_id, line.selling_plan),
        group=_set_title(line.group, facts.groups.get(line.line_item_id)),
    )


def _set_title(group: LineItemGroup | None, known: LineItemGroup | None) -> LineItemGroup | None:
    return known if group and known and group == LineItemGroup(known.id) else group


def _set_category(line_id: int, method: ShippingMethod, facts: GraphqlFacts) -> ShippingMethod:
    return replace(method, delivery_category=facts.delivery_categories.get(line_id, method.delivery_category))
