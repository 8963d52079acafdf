"""The control API: what a merchant, a customer or a bad day would do to a shop, as JSON."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.bulk_faults import BulkFault
from novex_shopify.entrypoints.sandbox.control_views import (
    delivery_view,
    order_view,
    product_view,
    shop_view,
)
from novex_shopify.entrypoints.sandbox.errors import Unknown
from novex_shopify.entrypoints.sandbox.faults import FaultWish
from novex_shopify.entrypoints.sandbox.goods_book import (
    add_many_products,
    add_product,
    change_product,
    change_variant,
    delete_product,
    delete_variant,
)
from novex_shopify.entrypoints.sandbox.order_book import cancel_order, change_order, delete_order, place_order
from novex_shopify.entrypoints.sandbox.payloads.order import order_payload
from novex_shopify.entrypoints.sandbox.payloads.person import customer_payload
from novex_shopify.entrypoints.sandbox.people_book import (
    add_customer,
    add_many_customers,
    change_consent,
    change_customer,
    delete_customer,
)
from novex_shopify.entrypoints.sandbox.refund_book import refund_order, settle_refund
from novex_shopify.entrypoints.sandbox.scopes import compact
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.wishes import (
    Cancellation,
    ConsentWish,
    CustomerChange,
    CustomerWish,
    Losses,
    ManyCustomers,
    ManyProducts,
    OrderChange,
    OrderWish,
    ProductChange,
    ProductWish,
    Redelivery,
    RefundWish,
    ScopeWish,
    SecretWish,
    VariantChange,
    changes,
    read_wish,
)
from novex_shopify.entrypoints.sandbox.world import World, world_of

Content = Mapping[str, Any]
Act = Callable[[World, Shop, Request, bytes], Awaitable[Content]]


async def show_shop(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    return shop_view(shop)


async def list_orders(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    return {"orders": [order_view(shop, order) for order in shop.orders.values()]}


async def show_order(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    return order_view(shop, shop.order(_id(request)))


async def new_order(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    """Place an order; an empty body lets the shop make one up."""
    order = world.placed(shop, place_order(shop, read_wish(OrderWish, body)))
    return order_payload(shop, order)


async def update_order(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    outcome = change_order(shop, _id(request), changes(read_wish(OrderChange, body)))
    return order_payload(shop, world.happened(shop, outcome))


async def cancel(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    outcome = cancel_order(shop, _id(request), read_wish(Cancellation, body).reason)
    return order_payload(shop, world.happened(shop, outcome))


async def refund(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    outcome = refund_order(shop, _id(request), read_wish(RefundWish, body))
    return order_payload(shop, world.happened(shop, outcome))


async def settle(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    """Have the money of a pending refund arrive."""
    outcome = settle_refund(shop, _id(request), request.path_params["refund"])
    return order_payload(shop, world.happened(shop, outcome))


async def delete(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    return {"id": world.happened(shop, delete_order(shop, _id(request))).id}


async def plan_fault(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    """Have calls to the Admin API go wrong."""
    wish = read_wish(FaultWish, body)
    shop.faults.plan(wish)
    return {"document": wish.document, "kind": wish.kind, "times": wish.times}


async def plan_bulk_fault(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    """Have bulk operations that start from now on go wrong."""
    fault = read_wish(BulkFault, body)
    shop.bulk_faults.plan(fault)
    return {"ends": fault.ends, "damage": fault.damage, "times": fault.times}


async def list_customers(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    currency = shop.settings.currency
    return {"customers": [customer_payload(customer, currency) for customer in shop.customers.values()]}


async def new_customer(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    customer = world.happened(shop, add_customer(shop, read_wish(CustomerWish, body)))
    return customer_payload(customer, shop.settings.currency)


async def update_customer(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    outcome = change_customer(shop, _id(request), changes(read_wish(CustomerChange, body)))
    return customer_payload(world.happened(shop, outcome), shop.settings.currency)


async def many_customers(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    """Have many customers who have always been there: nobody is told."""
    return {"customers": add_many_customers(shop, read_wish(ManyCustomers, body))}


async def erase_customer(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    return {"id": world.happened(shop, delete_customer(shop, _id(request))).id}


async def consent(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    """Have a customer say yes or no to advertising."""
    outcome = change_consent(shop, _id(request), read_wish(ConsentWish, body))
    return customer_payload(world.happened(shop, outcome), shop.settings.currency)


async def list_products(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    return {"products": [product_view(product) for product in shop.products.values()]}


async def new_product(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    return product_view(world.happened(shop, add_product(shop, read_wish(ProductWish, body))))


async def many_products(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    """Have many products that have always been there: nobody is told."""
    return {"products": add_many_products(shop, read_wish(ManyProducts, body))}


async def update_product(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    outcome = change_product(shop, _id(request), changes(read_wish(ProductChange, body)))
    return product_view(world.happened(shop, outcome))


async def erase_product(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    return {"id": world.happened(shop, delete_product(shop, _id(request))).id}


async def update_variant(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    outcome = change_variant(shop, _id(request), changes(read_wish(VariantChange, body)))
    return product_view(world.happened(shop, outcome))


async def erase_variant(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    return product_view(world.happened(shop, delete_variant(shop, _id(request))))


async def list_deliveries(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    """List what was sent, oldest first; `topic` keeps to one topic."""
    topic = request.query_params.get("topic")
    found = [delivery for delivery in shop.deliveries.values() if topic in (None, delivery.topic)]
    return {"deliveries": [delivery_view(delivery) for delivery in found]}


async def lose_deliveries(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    """Have a share of the webhooks never be sent."""
    shop.lost_deliveries = read_wish(Losses, body).share
    return {"share": shop.lost_deliveries}


async def redeliver(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    """Send a delivery again, now; the answer tells how it was received."""
    wish, webhook_id = read_wish(Redelivery, body), request.path_params["webhook_id"]
    if webhook_id not in shop.deliveries:
        raise Unknown(f"{shop.domain} has sent no delivery with the id {webhook_id}")
    delivery, attempt = await world.courier.redeliver(
        shop, shop.deliveries[webhook_id], as_new=wish.as_new, forged=wish.forge_signature
    )
    return {"webhook_id": delivery.webhook_id, "status": attempt.status, "error": attempt.error}


async def install(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    """Install the app without consent page and token, as for client credentials."""
    shop.installation.install(compact(read_wish(ScopeWish, body).scopes), world.clock())
    return shop_view(shop)


async def new_token(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    """Issue a permanent token, as a custom app of the shop's own has it."""
    now = world.clock()
    shop.installation.install(compact(read_wish(ScopeWish, body).scopes), now)
    token = shop.installation.issue(lifetime=None, now=now)
    return {"access_token": token.value, "scope": ",".join(token.scopes)}


async def uninstall(world: World, shop: Shop, request: Request, body: bytes) -> Content:
    world.uninstall(shop)
    return shop_view(shop)


def _id(request: Request) -> int:
    number: int = request.path_params["id"]
    return number


def _answer(act: Act, status: int) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        world = world_of(request)
        shop = world.shop(request.path_params["shop"])
        return JSONResponse(await act(world, shop, request, await request.body()), status_code=status)

    return endpoint


def _route(method: str, path: str, act: Act, status: int = 200) -> Route:
    return Route("/sandbox/shops/{shop}" + path, _answer(act, status), methods=[method])


async def add_secret(request: Request) -> Response:
    """Have the app have another client secret beside those it has; its own text is the body's `secret`."""
    world_of(request).secrets.add(read_wish(SecretWish, await request.body()).secret)
    return Response(status_code=201)


async def revoke_secret(request: Request) -> Response:
    """End the oldest client secret."""
    world_of(request).revoke_the_oldest_secret()
    return Response(status_code=204)


routes = [
    Route("/sandbox/secrets", add_secret, methods=["POST"]),
    Route("/sandbox/secrets", revoke_secret, methods=["DELETE"]),
    _route("GET", "", show_shop),
    _route("GET", "/orders", list_orders),
    _route("POST", "/orders", new_order, 201),
    _route("GET", "/orders/{id:int}", show_order),
    _route("PATCH", "/orders/{id:int}", update_order),
    _route("POST", "/orders/{id:int}/cancel", cancel),
    _route("POST", "/orders/{id:int}/refund", refund),
    _route("POST", "/orders/{id:int}/refunds/{refund:int}/settle", settle),
    _route("DELETE", "/orders/{id:int}", delete),
    _route("GET", "/customers", list_customers),
    _route("POST", "/customers", new_customer, 201),
    _route("PATCH", "/customers/{id:int}", update_customer),
    _route("POST", "/customers/many", many_customers, 201),
    _route("DELETE", "/customers/{id:int}", erase_customer),
    _route("POST", "/customers/{id:int}/consent", consent),
    _route("GET", "/products", list_products),
    _route("POST", "/products", new_product, 201),
    _route("POST", "/products/many", many_products, 201),
    _route("PATCH", "/products/{id:int}", update_product),
    _route("DELETE", "/products/{id:int}", erase_product),
    _route("PATCH", "/variants/{id:int}", update_variant),
    _route("DELETE", "/variants/{id:int}", erase_variant),
    _route("GET", "/deliveries", list_deliveries),
    _route("POST", "/deliveries/{webhook_id}/redeliver", redeliver),
    _route("POST", "/losses", lose_deliveries),
    _route("POST", "/faults", plan_fault, 201),
    _route("POST", "/bulk-faults", plan_bulk_fault, 201),
    _route("POST", "/install", install),
    _route("POST", "/tokens", new_token, 201),
    _route("POST", "/uninstall", uninstall),
]
