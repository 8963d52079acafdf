"""Creates a shop with its seed data."""

from novex_shopify.entrypoints.sandbox.clock import Clock, truncate_to_second
from novex_shopify.entrypoints.sandbox.customers.seed_customers import seed_customers
from novex_shopify.entrypoints.sandbox.ids import IdSequence, compute_first_seed_id
from novex_shopify.entrypoints.sandbox.inventory.stocking import stock_variant
from novex_shopify.entrypoints.sandbox.model.installation import Installation
from novex_shopify.entrypoints.sandbox.model.leaky_bucket import LeakyBucket
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.products.seed_products import list_seed_stock, seed_locations, seed_products
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings


def create_shop(domain: str, settings: SandboxSettings, clock: Clock, ids: IdSequence) -> Shop:
    now, first_id = truncate_to_second(clock()), compute_first_seed_id(domain)
    locations, products = seed_locations(first_id + 100, now), seed_products(first_id + 1000, now)
    shop = Shop(
        domain=domain,
        id=first_id,
        settings=settings,
        clock=clock,
        ids=ids,
        opened_at=now,
        installation=Installation(),
        rate_limit_bucket=LeakyBucket(settings.bucket_size, settings.restore_rate),
        locations={location.id: location for location in locations},
        products={product.id: product for product in products},
        customers={customer.id: customer for customer in seed_customers(first_id + 2000, domain, now)},
    )
    for variant, location_id in list_seed_stock(products, locations):
        stock_variant(shop, variant, location_id, now)
    return shop
