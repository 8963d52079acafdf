"""What a call may see: the shop it is for, and the scopes behind its token."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import GraphQLError, GraphQLResolveInfo

from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.world import World

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One GraphQL request; `scopes` holds what write scopes imply too, `address` is where the sandbox was called."""

    world: World
    shop: Shop
    scopes: frozenset[str]
    version: str
    address: str


Info: TypeAlias = GraphQLResolveInfo[Call]


def require(info: Info, *any_of: str) -> Call:
    """Answer the call if it holds one of the scopes. Raises Shopify's ACCESS_DENIED otherwise."""
    call = info.context
    if call.scopes.isdisjoint(any_of):
        needed = f"{' or '.join(f'`{scope}`' for scope in any_of)} access scope."
        raise GraphQLError(
            f"Access denied for {info.field_name} field. Required access: {needed}",
            extensions={
                "code": "ACCESS_DENIED",
                "documentation": "https://shopify.dev/api/usage/access-scopes",
                "requiredAccess": needed,
            },
        )
    return call
