"""What parcels are together."""

from collections.abc import Collection

from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.manifest import ParcelTotals
from novex_shopify.domain.policies.label_costs import sum_costs


def total_parcels(purchases: Collection[LabelPurchase]) -> ParcelTotals:
    """How many parcels they are, their weight, and what their labels cost."""
    weight_g = sum(each.parcel.weight_g for each in purchases)
    return ParcelTotals(len(purchases), weight_g, tuple(sum_costs(purchases)))
