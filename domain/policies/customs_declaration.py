"""The customs declaration of a parcel."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from novex_shopify.domain.model.label import Customs, CustomsItem
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.policies.parcel_contents import ParcelItem

_HOW = "Add it with `items edit` or in the file of `items import`."


def find_customs_problems(items: Sequence[ParcelItem], signer: str) -> Iterator[str]:
    """What is missing for a declaration, one sentence or two each."""
    if not signer:
        yield "No one signs customs declarations. Enter the signer in the store's settings."
    for each in items:
        if each.item is None:
            yield f"{each.name} has no ERP item, so its HS code is not known. Map the product."
            continue
        if not each.item.hs_code:
            yield f"{each.name} has no HS code. {_HOW}"
        if not each.item.origin_country:
            yield f"{each.name} has no country of origin. {_HOW}"
        if each.grams is None:
            yield f"{each.name} has no weight. Add its grams in the file of `items import`."
        if each.value.amount <= 0:
            yield f"{each.name} has no value. Customs asks for one; enter a price for the product."


def build_customs(items: Sequence[ParcelItem], parcel: Parcel, signer: str, filing: str) -> Customs:
    """The declaration of items of which nothing is missing.

    The scale is right where the items' data says more than it: carriers refuse contents that are heavier than the
    parcel. Then the weights are reduced in proportion.
    """
    total = sum((each.grams or Decimal() for each in items), Decimal())
    heaviest = Decimal(parcel.weight_g - parcel.box.tare_g)
    limit = heaviest if heaviest > 0 else Decimal(parcel.weight_g)
    factor = min(Decimal(1), limit / total) if total else Decimal(1)
    return Customs(signer, tuple(_build_item(each, factor) for each in items), filing=filing)


def _build_item(each: ParcelItem, factor: Decimal) -> CustomsItem:
    assert each.item is not None
    return CustomsItem(
        description=each.item.name,
        quantity=each.quantity,
        value=each.value,
        weight_g=(each.grams or Decimal()) * factor,
        hs_code=each.item.hs_code,
        origin_country=each.item.origin_country,
        sku=each.line.sku or each.item.sku,
    )
