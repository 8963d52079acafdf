"""`/console/customers/…`: a customer of the ERP with the orders."""

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.policies.order_contact import OrderContact
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.console.shown_data import is_personal_data_wanted


def show_customer(request: ConsoleRequest) -> Response:
    """The person is masked unless somebody asks for all of it, which is logged."""
    customer_id = request.http_request.path_params["customer"]
    with request.container.read_transaction() as tx:
        customer = tx.erp.customers.get(customer_id)
        orders = tx.erp.orders.list_by_customer(customer_id) if customer else ()
    if customer is None:
        raise NotFound(f"The ERP has no customer {customer_id}. The customer may be of another ERP database.")
    subject = AuditSubject(AuditedKind.CUSTOMER, customer_id)
    show_personal_data = is_personal_data_wanted(request, subject, Role.PACKER)
    contact, country = _find_contact(customer)
    return render(
        request,
        "customers/customer.html",
        customer_id=customer_id,
        customer=customer,
        contact=contact if show_personal_data else contact.mask(country),
        show_personal_data=show_personal_data,
        orders=orders[::-1],
    )


def _find_contact(customer: Customer) -> tuple[OrderContact, str | None]:
    """The contact, and the country of the first address."""
    address = next(iter(customer.addresses), None)
    name = " ".join(filter(None, (customer.first_name, customer.last_name))) or (address.name if address else None)
    town = " ".join(filter(None, (address.zip, address.city))) if address else None
    lines = (address.company, address.address1, address.address2, town, address.country_code) if address else ()
    place = tuple(line for line in lines if line)
    return OrderContact(name, customer.email, customer.phone, place), address.country_code if address else None
