"""Errors of the packing station."""

from novex_shopify.domain.errors.kinds import NovexError


class PackingRefused(NovexError):
    """What was asked is not possible now. Nothing was changed."""

    title = "Not possible now"
    code = "conflict"


class OrderBeingPacked(PackingRefused):
    """Somebody else is packing the order."""

    title = "Somebody else is packing this order"

    def __init__(self, order_name: str, packer: str) -> None:
        super().__init__(f"{packer} is packing order {order_name}.")
        self.packer = packer


class PackingChanged(PackingRefused):
    """The page was older than the packing: it was sent twice, or another machine was faster."""

    title = "The page was out of date"

    def __init__(self) -> None:
        super().__init__("The packing has changed since this page was loaded. Look at it, and scan again.")


class InvalidPrinter(NovexError):
    """A printer that cannot be stored. `field` is the name of its wrong value."""

    title = "Printer isn't valid"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field
