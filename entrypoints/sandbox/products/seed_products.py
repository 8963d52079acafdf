"""The products and locations that every new shop starts with."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from novex_shopify.entrypoints.sandbox.model.resources import Location, Product, Variant
from novex_shopify.entrypoints.sandbox.money import round_to_cents

# title | product type | option | tax rate | location, then per variant: title, SKU or empty, price, grams.
# TEA-GIFT-BOX is on two variants and the last variant has no SKU: a match by SKU must leave both to a person.
PRODUCT_ROWS = """
Earl Grey | Tea | Weight | 0.07 | 0 | 100 g, TEA-EARL-100, 6.90, 120 | 250 g, TEA-EARL-250, 14.90, 280
Darjeeling First Flush | Tea | Weight | 0.07 | 0 | 100 g, TEA-DARJ-100, 12.50, 120 | 250 g, TEA-DARJ-250, 28.90, 280
Sencha | Tea | Weight | 0.07 | 0 | 100 g, TEA-SENC-100, 8.90, 120 | 500 g, TEA-SENC-500, 36.50, 540
Rooibos Vanille | Tea | Weight | 0.07 | 0 | 100 g, TEA-ROOI-100, 5.40, 120
Pfefferminze | Tea | Weight | 0.07 | 0 | 50 g, TEA-MINT-050, 3.95, 70 | 100 g, TEA-MINT-100, 6.95, 120
Teapot | Teaware | Colour | 0.19 | 1 | Black, POT-BLK, 49, 950 | Sand, POT-SND, 49, 950 | Moss, POT-MOS, 54, 950
Stoneware Mug | Teaware | Colour | 0.19 | 1 | White, MUG-ST-WHT, 14.90, 380 | Blue, MUG-ST-BLU, 14.90, 380
Tea Strainer | Teaware | Title | 0.19 | 1 | Default Title, STR-STEEL-01, 9.99, 60
Bamboo Whisk | Teaware | Title | 0.19 | 1 | Default Title, WHISK-BAMBOO, 17.33, 45
Blossom Honey | Pantry | Weight | 0.07 | 0 | 250 g, HON-BLOS-250, 5.49, 420 | 500 g, HON-BLOS-500, 8.99, 760
Gift Box | Gifts | Size | 0.19 | 0 | Small, TEA-GIFT-BOX, 19.90, 600 | Large, TEA-GIFT-BOX, 34.90, 1100
Tasting Set | Gifts | Title | 0.07 | 0 | Default Title, , 11.11, 200
""".strip().splitlines()


def seed_locations(first_id: int, now: datetime) -> tuple[Location, ...]:
    """Create the main warehouse, a smaller one, one of a fulfillment service, and one that is no longer used."""
    build_location = partial(Location, country="Germany", country_code="DE", created_at=now, updated_at=now)
    return (
        build_location(
            id=first_id,
            name="Lager Hamburg",
            address1="Speicherstraße 12",
            city="Hamburg",
            zip="20457",
            phone="+4940555010",
        ),
        build_location(
            id=first_id + 1,
            name="Studio Leipzig",
            address1="Spinnereistraße 7",
            city="Leipzig",
            zip="04179",
            phone="+49341555020",
        ),
        build_location(
            id=first_id + 2,
            name="Paketlogistik Kassel",
            address1="Otto-Hahn-Straße 3",
            city="Kassel",
            zip="34123",
            phone="+49561555030",
            is_fulfillment_service=True,
        ),
        build_location(
            id=first_id + 3,
            name="Altes Lager Bremen",
            address1="Am Speicher XI 4",
            city="Bremen",
            zip="28217",
            phone="+49421555040",
            is_active=False,
        ),
    )


def seed_products(first_id: int, now: datetime) -> tuple[Product, ...]:
    """Create the same products in every shop, with ids of that shop."""
    return tuple(_build_product(index, first_id + index * 10, now) for index in range(len(PRODUCT_ROWS)))


def list_seed_stock(products: Sequence[Product], locations: Sequence[Location]) -> Iterator[tuple[Variant, int]]:
    """List each variant with the location that it is stocked at."""
    for product, row in zip(products, PRODUCT_ROWS, strict=True):
        location = locations[int(row.split("|")[4])]
        yield from ((variant, location.id) for variant in product.variants)


def _build_product(index: int, product_id: int, now: datetime) -> Product:
    title, product_type, option_name, rate, _, *variants = (part.strip() for part in PRODUCT_ROWS[index].split("|"))
    build_variant = partial(_build_variant, index=index, product_id=product_id, rate=Decimal(rate))
    return Product(
        id=product_id,
        title=title,
        handle=title.lower().replace(" ", "-"),
        vendor="Teehaus Nord",
        product_type=product_type,
        option_name=option_name,
        tags=(product_type.lower(), "seed"),
        created_at=now - timedelta(days=120),
        updated_at=now - timedelta(days=40 - index),
        variants=tuple(build_variant(position, variant) for position, variant in enumerate(variants, start=1)),
    )


def _build_variant(position: int, text: str, *, index: int, product_id: int, rate: Decimal) -> Variant:
    title, sku, price, grams = (part.strip() for part in text.split(","))
    return Variant(
        id=product_id * 10 + position,
        product_id=product_id,
        inventory_item_id=product_id * 10 + position + 5,
        position=position,
        title=title,
        sku=sku or None,
        barcode=_append_ean13_check_digit(f"40{index:04d}{position:04d}00"),
        price=round_to_cents(Decimal(price)),
        tax_rate=rate,
        grams=int(grams),
    )


def _append_ean13_check_digit(digits: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)
