"""Errors about invoices and credit notes."""

from datetime import date

from novex_shopify.domain.errors.kinds import NovexError


class InvoiceRefused(NovexError):
    """An invoice or a credit note that must not be issued. No number was used."""

    code = "invoice_refused"
    title = "Invoice wasn't issued"


class NoInvoicesKept(InvoiceRefused):
    """The ERP issues no invoices that this product could show."""

    title = "The ERP issues no invoices here"

    def __init__(self) -> None:
        super().__init__("The connected ERP issues invoices in a system of its own. Issue them there.")


class InvoicesTurnedOff(InvoiceRefused):
    """The store's setting says that its orders get no invoices."""

    title = "This store issues no invoices"

    def __init__(self, shop: str) -> None:
        super().__init__(f"{shop} issues no invoices. Change it with `shops settings {shop} --invoices by_hand`.")


class SellerMissing(InvoiceRefused):
    """It is not clear which seller the order is of."""

    title = "Seller is missing"

    def __init__(self, shop: str, known: str) -> None:
        super().__init__(
            f"It isn't clear who sells in {shop}. Create a seller at /console/settings/documents/sellers, or by"
            f" `sellers save`, and name it as the seller on invoices in the store's settings. Known sellers: {known}."
        )


class InvalidSeller(InvoiceRefused):
    """A seller that cannot be stored. `field` is the wrong part."""

    title = "Seller isn't valid"

    def __init__(self, message: str, field: str) -> None:
        self.field = field
        super().__init__(message)


class SeriesOfAnotherSeller(InvoiceRefused):
    """Two legal entities would number their invoices in one series."""

    title = "Series belongs to another seller"

    def __init__(self, series: str) -> None:
        super().__init__(f"The series {series} belongs to another seller. Choose another prefix. Nothing was issued.")


class OrderNotInvoiced(InvoiceRefused):
    """The order is of a kind that gets no invoice."""

    title = "This order gets no invoice"

    def __init__(self, order_name: str, reason: str) -> None:
        super().__init__(f"Order {order_name} gets no invoice: {reason}.")


class CurrencyNotInvoiced(InvoiceRefused):
    """The customer agreed to another currency than the order's lines have."""

    title = "Customer paid in another currency"

    def __init__(self, order_name: str, shop_currency: str, customer_currency: str, reason: str = "") -> None:
        reason = reason or f"its lines are in {shop_currency}"
        super().__init__(
            f"Order {order_name} was agreed in {customer_currency}, and {reason}. An invoice must be in the agreed"
            " currency to the cent, and no amount is converted. Issue it outside this product."
        )


class InvoiceTotalDiffers(InvoiceRefused):
    """The lines less the refunds are not what the order and its refunds say. Never rounded away."""

    title = "Amounts don't add up"

    def __init__(self, order_name: str, reason: str) -> None:
        super().__init__(f"No invoice for order {order_name} was issued: {reason}.")


class CreditAboveInvoice(InvoiceRefused):
    """The credit notes of an invoice would be more than it."""

    title = "Credit is above the invoice"

    def __init__(self, invoice_number: str, invoice: object, credited: object, refunded: object) -> None:
        super().__init__(
            f"Invoice {invoice_number} is of {invoice}, and {credited} of it are credited. A credit note of {refunded}"
            " more would be above it. Check the order's refunds. Nothing was issued."
        )


class NoInvoiceData(InvoiceRefused):
    """An invoice that EN 16931 data cannot be written for."""

    title = "Invoice has no XML"

    def __init__(self, number: str, reason: str) -> None:
        super().__init__(f"{number} has no EN 16931 data: {reason}. Its PDF says the same.")


class InvoiceErased(InvoiceRefused):
    """An invoice whose content was erased, as its customer had asked, when its retention ended."""

    title = "Invoice was erased"

    def __init__(self, number: str, day: date) -> None:
        super().__init__(
            f"The content of {number} was erased on {day}, because its customer had asked for it and its retention had"
            " ended. Its number, day and total are kept."
        )


class DocumentsNotInstalled(InvoiceRefused):
    """The packages that draw PDF files are not installed."""

    title = "PDF files cannot be drawn here"

    def __init__(self) -> None:
        super().__init__("What draws PDF files is not installed. Run: pip install 'novex-shopify[documents]'")


class InvalidDesign(InvoiceRefused):
    """A design of documents that cannot be stored. `field` is the wrong part."""

    code = "invalid_design"
    title = "Design isn't valid"

    def __init__(self, message: str, field: str) -> None:
        self.field = field
        super().__init__(f"{message} Nothing was saved.")


class InvalidLogo(InvalidDesign):
    """A file that cannot be the logo on documents."""

    title = "File can't be the logo"

    def __init__(self, message: str) -> None:
        super().__init__(message, "logo")
