"""Steps of the tests about customers: what the ERP has of them."""

from dataclasses import replace

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.policies.stated_fields import find_customer_fields
from tests.builders import NOON, SHOP, a_link
from tests.domain.use_cases.fakes import Fakes


def add_customer(fakes: Fakes, customer: Customer) -> str:
    """Put a customer of the store into the ERP; returns the ERP's id."""
    with fakes.unit_of_work() as tx:
        (erp_id,) = tx.erp.customers.add(SHOP, [customer])
        link = a_link(customer.id, erp_id, customer.updated_at or NOON)
        stated = find_customer_fields(customer, link.version)
        tx.customer_links.save([replace(link, field_versions=stated)])
        tx.commit()
    return erp_id


def list_customers(fakes: Fakes) -> list[Customer]:
    """List the store's customers as the ERP has them, by Shopify id."""
    with fakes.unit_of_work() as tx:
        customers = [tx.erp.customers.get(link.erp_id) for link in tx.customer_links.list_for_shop(SHOP)]
    return [customer for customer in customers if customer]


def get_first_names(fakes: Fakes) -> dict[int, str | None]:
    """Get the first names in the ERP, by Shopify id."""
    return {customer.id: customer.first_name for customer in list_customers(fakes)}
