"""Control API: acts as the merchant, the customers and the failures of a shop."""

from novex_shopify.entrypoints.sandbox.control import (
    app_handlers,
    customer_handlers,
    inventory_handlers,
    order_handlers,
    product_handlers,
    webhook_handlers,
)

routes = [
    *app_handlers.routes,
    *order_handlers.routes,
    *customer_handlers.routes,
    *product_handlers.routes,
    *inventory_handlers.routes,
    *webhook_handlers.routes,
]
