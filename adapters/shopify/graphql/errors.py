"""GraphQL errors, top-level and user errors, as errors of the domain (docs/shopify.md, Admin GraphQL)."""

from collections.abc import Sequence
from datetime import timedelta

from novex_shopify.adapters.shopify.graphql.rate_limiter import QueryCost, compute_wait
from novex_shopify.adapters.shopify.graphql.responses import GraphQLResponse, UserError
from novex_shopify.domain.errors import (
    NotFound,
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopifyThrottled,
    ShopifyUnavailable,
    TransientError,
)
from novex_shopify.domain.model.shop import ShopDomain


def build_error(body: GraphQLResponse, call: str) -> TransientError | ShopifyAccessDenied | ShopifyRefused:
    """The error for a response with top-level errors. `call` names the request in the message."""
    if isinstance(body.errors, str):
        return ShopifyRefused(call, [body.errors])
    codes = {error.extensions.code for error in body.errors or ()}
    if "THROTTLED" in codes:
        wait = _compute_throttle_wait(body.extensions.cost or QueryCost())
        return ShopifyThrottled(f"Shopify throttled {call}: the shop's API points are used up.", wait)
    if "INTERNAL_SERVER_ERROR" in codes:
        return ShopifyUnavailable(f"Shopify reported an internal error for {call}.")
    messages = [error.message for error in body.errors or ()]
    if "ACCESS_DENIED" in codes:
        return ShopifyAccessDenied(f"{call}: {' '.join(messages)}")
    return ShopifyRefused(call, messages)


def find_withheld_fields(body: GraphQLResponse) -> Sequence[str]:
    """The fields that are null because the app is not approved for them; empty if there is any other error."""
    errors = body.errors if isinstance(body.errors, list) else []
    paths = [error.path for error in errors if error.path and error.extensions.code == "ACCESS_DENIED"]
    if len(paths) < len(errors) or bytes(body.data) == b"null":
        return []
    return sorted({str(path[-1]) for path in paths})


def check_user_errors(operation: str, errors: Sequence[UserError]) -> None:
    """Raise `ShopifyRefused` with Shopify's own messages, if there are any."""
    if errors:
        raise ShopifyRefused(operation, [error.message for error in errors])


def build_order_not_found(shop: ShopDomain, order_id: int) -> NotFound:
    return NotFound(f"{shop} has no order {order_id}.")


def _compute_throttle_wait(cost: QueryCost) -> timedelta:
    status = cost.throttle_status
    wait = compute_wait(cost.requested_query_cost, status.currently_available, status.restore_rate)
    return timedelta(seconds=wait)
