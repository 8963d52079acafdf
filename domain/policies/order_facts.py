"""What a document says beside its amounts and statuses, as texts for the people who work with it.

What is on the list of personal data (`personal_data`) is left out; `SalesOrder` has it.
"""

from collections.abc import Mapping

from novex_shopify.domain.model.sales_order import SalesOrder, SalesOrderLine


def describe_order(order: SalesOrder) -> Mapping[str, str]:
    """Return the facts that the order has, by their labels."""
    source, terms, taxes = order.source, order.payment_terms, order.tax_terms
    return _drop_empty(
        {
            "Source": source.name,
            "Number at the source": source.identifier,
            "Retail location": source.location_id,
            "PO number": order.po_number,
            "Company": order.company and order.company.id,
            "Company location": order.company and order.company.location_id,
            "Payment terms": terms and terms.name,
            "Due": terms and terms.due_at and f"{terms.due_at:%Y-%m-%d}",
            "Outstanding": order.outstanding if order.outstanding and order.outstanding.amount else None,
            "Tax": order.tax,
            "Remitted by the channel": order.channel_tax if order.channel_tax and order.channel_tax.amount else None,
            "Tax exempt": "Yes" if taxes.exempt else None,
            "Merchant of record": taxes.merchant_of_record_app_id and f"app {taxes.merchant_of_record_app_id}",
            "Discount codes": ", ".join(order.discount_codes),
            "Payment gateways": ", ".join(order.payment_gateways),
            "Language": order.customer_locale,
            "Tags": order.tags,
        }
    )


def describe_line(line: SalesOrderLine) -> Mapping[str, str]:
    """Return the facts that the line has beside its SKU, by their labels."""
    group, method = line.group, line.shipping_method
    return _drop_empty(
        {
            "Vendor": line.vendor,
            "Weight": line.grams and f"{line.grams} g",
            "Bundle": group and (group.title or group.id),
            "Selling plan": line.selling_plan and line.selling_plan.name,
            "Shipping code": method and method.code,
            "Carrier service": method and method.carrier_id,
            "Delivery category": method and method.delivery_category,
        }
    )


def _drop_empty(facts: Mapping[str, object]) -> Mapping[str, str]:
    return {label: str(value) for label, value in facts.items() if value}
