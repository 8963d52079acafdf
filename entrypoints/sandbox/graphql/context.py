"""The context of a GraphQL request: its shop, and the scopes of its token."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphql import GraphQLError, GraphQLResolveInfo

from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.state import SandboxState

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RequestContext:
    """`scopes` includes what write scopes imply; `base_url` is the URL under which the sandbox was called.

    `idempotency_keys` collects those that the request was executed with.
    """

    state: SandboxState
    shop: Shop
    scopes: frozenset[str]
    api_version: str
    base_url: str
    idempotency_keys: list[str] = field(default_factory=list)


Info: TypeAlias = GraphQLResolveInfo[RequestContext]


def require_any_scope(info: Info, *scopes: str) -> RequestContext:
    """Return the context if it has one of the scopes. Raises Shopify's ACCESS_DENIED otherwise."""
    context = info.context
    if context.scopes.isdisjoint(scopes):
        needed = f"{' or '.join(f'`{scope}`' for scope in scopes)} access scope."
        raise GraphQLError(
            f"Access denied for {info.field_name} field. Required access: {needed}",
            extensions={
                "code": "ACCESS_DENIED",
                "documentation": "https://shopify.dev/api/usage/access-scopes",
                "requiredAccess": needed,
            },
        )
    return context
