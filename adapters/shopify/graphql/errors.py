"""GraphQL errors, top-level and user errors, as errors of the domain (docs/shopify.md, Admin GraphQL)."""

from collections.abc import Sequence, Set
from datetime import timedelta

from novex_shopify.adapters.shopify.graphql.rate_limiter import QueryCost, compute_wait
from novex_shopify.adapters.shopify.graphql.responses import GraphQLResponse, UserError
from novex_shopify.adapters.shopify.http_status import says_unavailable_shop
from novex_shopify.domain.errors import (
    NotFound,
    NovexError,
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopifyThrottled,
    ShopifyUnavailable,
    ShopPaused,
    UnknownShopifyError,
)
from novex_shopify.domain.model.shop import ShopDomain

_FINAL_CODES: Set[str | None] = {
    "MAX_COST_EXCEEDED",
    "MAX_INPUT_SIZE_EXCEEDED",
    # What the schema does not require and Shopify does, such as `changeFromQuantity` and `@idempotent`.
    "BAD_REQUEST",
    "INVALID_FIELD_ARGUMENTS",
    # The document or its variables do not validate: codes of graphql-ruby, which Shopify runs, and Shopify's own.
    "INVALID_VARIABLE",
    "argumentLiteralsIncompatible",
    "argumentNotAccepted",
    "argumentNotUnique",
    "cannotSpreadFragment",
    "defaultValueInvalidOnNonNullVariable",
    "defaultValueInvalidType",
    "directiveCannotBeApplied",
    "directiveNotUniqueForLocation",
    "fieldConflict",
    "fragmentNotUnique",
    "fragmentOnNonCompositeType",
    "infiniteLoop",
    "inputFieldNotUnique",
    "invalidOneOfInputObject",
    "missingMutationConfiguration",
    "missingQueryConfiguration",
    "missingRequiredArguments",
    "missingRequiredInputObjectAttribute",
    "queryContainsSchemaDefinitions",
    "selectionMismatch",
    "undefinedDirective",
    "undefinedField",
    "undefinedType",
    "uniquelyNamedOperations",
    "useAndDefineFragment",
    "variableMismatch",
    "variableNotDefined",
    "variableNotUnique",
    "variableNotUsed",
    "variableRequiresValidType",
}


def build_error(shop: ShopDomain, body: GraphQLResponse, call: str) -> NovexError:
    """The error for a response with top-level errors. `call` names the request in the message.

    Final is only what is known to be. Of anything else it is unknown whether it was done, and it may succeed later.
    """
    codes, messages = _list_codes_and_messages(body)
    if pause := _find_pause(codes, messages):
        return ShopPaused(shop, pause)
    if "THROTTLED" in codes:
        wait = _compute_throttle_wait(body.extensions.cost or QueryCost())
        return ShopifyThrottled(f"Shopify throttled {call}: the shop's API points are used up.", wait)
    if codes <= _FINAL_CODES:
        return ShopifyRefused(call, messages)
    if codes <= _FINAL_CODES | {"ACCESS_DENIED"}:
        return ShopifyAccessDenied(f"{call}: {' '.join(messages)}")
    if "INTERNAL_SERVER_ERROR" in codes:
        return ShopifyUnavailable(f"Shopify reported an internal error for {call}.")
    return UnknownShopifyError(
        f"Shopify answered {call} with an error that does not say whether it was done: {' '.join(messages)}"
    )


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


def _list_codes_and_messages(body: GraphQLResponse) -> tuple[Set[str | None], Sequence[str]]:
    if isinstance(body.errors, str):
        return {None}, [body.errors]
    errors = body.errors or []
    return {error.extensions.code for error in errors}, [error.message for error in errors]


def _find_pause(codes: Set[str | None], messages: Sequence[str]) -> str | None:
    """What says that Shopify does not serve the shop as a whole: a code such as SHOP_INACTIVE, or a text."""
    if says_unavailable_shop(" ".join(messages).encode()):
        return "Unavailable Shop"
    return min((code for code in codes if code and code.startswith("SHOP_")), default=None)


def _compute_throttle_wait(cost: QueryCost) -> timedelta:
    status = cost.throttle_status
    wait = compute_wait(cost.requested_query_cost, status.currently_available, status.restore_rate)
    return timedelta(seconds=wait)
