"""Fetches the scopes that a token grants."""

from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.responses import GraphQLStruct
from novex_shopify.domain.model.shop import Scopes, ShopAccess


class AccessScope(GraphQLStruct):
    handle: str


class AppInstallation(GraphQLStruct):
    access_scopes: list[AccessScope]


class GrantedScopesResponse(GraphQLStruct):
    """`grantedScopes`."""

    current_app_installation: AppInstallation


def fetch_granted_scopes(client: GraphQLClient, access: ShopAccess) -> Scopes:
    response = client.execute(access, "grantedScopes", GrantedScopesResponse)
    return Scopes.from_handles(scope.handle for scope in response.current_app_installation.access_scopes)
