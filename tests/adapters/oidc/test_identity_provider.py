"""A person signs in at a real provider (django-oauth-toolkit), with PKCE and verified ID tokens."""

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from novex_shopify.adapters.oidc.identity_provider import OidcIdentityProvider
from novex_shopify.adapters.oidc.provider_client import ProviderClient
from novex_shopify.domain.errors import ProviderAnswerRefused
from novex_shopify.domain.model.identity import Identity, ProviderCallback
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.provider_sign_in import derive_sign_in
from tests.oidc_provider import CALLBACK, CLIENT_ID, CLIENT_SECRET
from tests.oidc_provider.provider import OidcProvider, run_provider
from tests.oidc_queries import read_query

SIGN_IN = derive_sign_in(Secret("secret-of-the-browser"), datetime.now(UTC) + timedelta(minutes=10))


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Generator[OidcProvider]:
    with run_provider(tmp_path_factory.mktemp("provider")) as provider:
        provider.put_person("anna", "anna@example.com", name="Anna Berg")
        yield provider


@pytest.fixture
def identity_provider(provider: OidcProvider) -> Generator[OidcIdentityProvider]:
    with httpx.Client(trust_env=False) as http:
        client = ProviderClient(http, provider.issuer)
        yield OidcIdentityProvider(client, CLIENT_ID, Secret(CLIENT_SECRET), CALLBACK)


def come_back(provider: OidcProvider, identity_provider: OidcIdentityProvider) -> ProviderCallback:
    """Sign in as Anna."""
    query = read_query(provider.sign_in(identity_provider.build_sign_in_url(SIGN_IN), "anna"))
    assert query["state"] == SIGN_IN.state
    return ProviderCallback(query["state"], query["code"], "", query.get("iss", ""))


def test_a_person_signs_in_and_the_provider_states_who_it_is(
    provider: OidcProvider, identity_provider: OidcIdentityProvider
) -> None:
    subject = provider.put_person("anna", "anna@example.com", name="Anna Berg")
    identity = identity_provider.redeem_code(come_back(provider, identity_provider), SIGN_IN)
    assert identity == Identity(provider.issuer, subject, "anna@example.com", email_verified=True, name="Anna Berg")


def test_an_email_address_that_the_provider_did_not_verify_is_not_verified(
    provider: OidcProvider, identity_provider: OidcIdentityProvider
) -> None:
    provider.put_person("anna", "owner@example.com", verified=False)
    identity = identity_provider.redeem_code(come_back(provider, identity_provider), SIGN_IN)
    assert not identity.email_verified
    trusting = replace(identity_provider, trust_email=True)  # which is for providers that say nothing about it
    assert not trusting.redeem_code(come_back(provider, identity_provider), SIGN_IN).email_verified


def test_a_code_is_redeemed_once_and_only_by_who_started_the_sign_in(
    provider: OidcProvider, identity_provider: OidcIdentityProvider
) -> None:
    callback = come_back(provider, identity_provider)
    with pytest.raises(ProviderAnswerRefused, match="invalid_grant"):
        identity_provider.redeem_code(callback, replace(SIGN_IN, code_verifier="0" * 64))
    used = come_back(provider, identity_provider)
    identity_provider.redeem_code(used, SIGN_IN)
    with pytest.raises(ProviderAnswerRefused, match="invalid_grant"):
        identity_provider.redeem_code(used, SIGN_IN)


def test_a_wrong_client_secret_is_named(provider: OidcProvider, identity_provider: OidcIdentityProvider) -> None:
    foreign = replace(identity_provider, client_secret=Secret("planted-other-secret"))
    with pytest.raises(ProviderAnswerRefused, match=r"invalid_client.*OIDC_CLIENT_SECRET"):
        foreign.redeem_code(come_back(provider, identity_provider), SIGN_IN)


def test_a_new_key_of_the_provider_is_fetched(provider: OidcProvider, identity_provider: OidcIdentityProvider) -> None:
    identity_provider.redeem_code(come_back(provider, identity_provider), SIGN_IN)
    provider.replace_key()
    assert identity_provider.redeem_code(come_back(provider, identity_provider), SIGN_IN).issuer == provider.issuer
