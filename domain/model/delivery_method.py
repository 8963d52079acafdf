"""How the items of a fulfillment order reach the customer."""

from enum import StrEnum


class DeliveryMethod(StrEnum):
    """Shopify's `DeliveryMethodType`, in the order in which a shipment fills them.

    `UNSTATED` is for fulfillment orders without a method, and `UNKNOWN` for a method that this version does not know.
    """

    SHIPPING = "SHIPPING"
    PICKUP_POINT = "PICKUP_POINT"
    UNSTATED = "UNSTATED"
    NONE = "NONE"
    LOCAL = "LOCAL"
    PICK_UP = "PICK_UP"
    RETAIL = "RETAIL"
    UNKNOWN = "UNKNOWN"

    @property
    def rank(self) -> int:
        return list(DeliveryMethod).index(self)

    @property
    def needs_no_carrier(self) -> bool:
        """Whether the store hands the items over at, or from, the location that Shopify names.

        No carrier has them, so a tracking number for them would be wrong, and no other location can do it.
        """
        # NONE is not among these: what needs no delivery is in the shipment if the ERP says so. A method that is not
        # known is: marking too little as shipped can be corrected, a customer's email cannot.
        return self in (DeliveryMethod.LOCAL, DeliveryMethod.PICK_UP, DeliveryMethod.RETAIL, DeliveryMethod.UNKNOWN)
