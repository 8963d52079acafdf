"""Who a customer of the ERP is, as pages show it."""

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.policies.order_contact import OrderContact


def find_customer_contact(customer: Customer) -> tuple[OrderContact, str | None]:
    """The contact, and the country of the first address."""
    address = next(iter(customer.addresses), None)
    name = " ".join(filter(None, (customer.first_name, customer.last_name))) or (address.name if address else None)
    town = " ".join(filter(None, (address.zip, address.city))) if address else None
    lines = (address.company, address.address1, address.address2, town, address.country_code) if address else ()
    place = tuple(line for line in lines if line)
    return OrderContact(name, customer.email, customer.phone, place), address.country_code if address else None
