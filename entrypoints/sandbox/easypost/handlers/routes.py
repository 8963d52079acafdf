"""All addresses of the API."""

from novex_shopify.entrypoints.sandbox.easypost.handlers import (
    addresses,
    after_sale,
    batches,
    carriers,
    contents,
    shipments,
    trackers,
    webhooks,
)

routes = [
    *shipments.routes,
    *addresses.routes,
    *contents.routes,
    *trackers.routes,
    *after_sale.routes,
    *batches.routes,
    *webhooks.routes,
    *carriers.routes,
]

OPERATIONS = tuple(sorted({route.name for route in routes}))
"""What faults can befall."""
