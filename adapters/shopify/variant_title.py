"""The title of a variant, as the merchant reads it: "Tea - 100 g"."""

# Shopify's title for the only variant of a product without options.
_DEFAULT_TITLE = "Default Title"


def build_variant_title(product_title: str, variant_title: str | None) -> str:
    if not variant_title or variant_title == _DEFAULT_TITLE:
        return product_title
    return f"{product_title} - {variant_title}"
