"""The port `IdentityProvider`: authorization code flow with PKCE (OpenID Connect Core 1.0, RFC 7636)."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec

from novex_shopify.adapters.oidc.id_token import Claims, verify_id_token
from novex_shopify.adapters.oidc.provider_client import ProviderClient
from novex_shopify.domain.errors import ProviderAnswerRefused
from novex_shopify.domain.model.identity import Identity, ProviderCallback, ProviderSignIn
from novex_shopify.domain.model.secret import Secret


class TokenAnswer(msgspec.Struct):
    id_token: str = ""
    access_token: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class OidcIdentityProvider:
    """`trust_email`: an e-mail address counts as verified if the provider does not say whether it is."""

    client: ProviderClient
    client_id: str
    client_secret: Secret
    redirect_uri: str
    trust_email: bool = False

    def build_sign_in_url(self, sign_in: ProviderSignIn) -> str:
        digest = hashlib.sha256(sign_in.code_verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid email profile",
            "state": sign_in.state,
            "nonce": sign_in.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        endpoint = self.client.load_metadata().authorization_endpoint
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def redeem_code(self, callback: ProviderCallback, sign_in: ProviderSignIn) -> Identity:
        self._check_issuer(callback)
        answer = self._request_tokens(callback.code, sign_in)
        claims = verify_id_token(
            answer.id_token,
            self.client.find_key,
            issuer=self.client.issuer,
            client_id=self.client_id,
            nonce=sign_in.nonce,
        )
        if not claims.get("email"):
            claims = {**claims, **self._fetch_user_info(answer.access_token, claims["sub"])}
        return self._read_identity(claims)

    def _check_issuer(self, callback: ProviderCallback) -> None:
        """RFC 9207: a provider that names itself in its answers always does."""
        is_named = self.client.load_metadata().authorization_response_iss_parameter_supported
        if callback.issuer != self.client.issuer and (is_named or callback.issuer):
            raise ProviderAnswerRefused("it is of another issuer")

    def _request_tokens(self, code: str, sign_in: ProviderSignIn) -> TokenAnswer:
        metadata = self.client.load_metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": sign_in.code_verifier,
        }
        credentials = (self.client_id, self.client_secret.value)
        if "client_secret_post" in metadata.token_endpoint_auth_methods_supported:
            form |= {"client_id": credentials[0], "client_secret": credentials[1]}
            response = self.client.fetch("POST", metadata.token_endpoint, data=form)
        else:
            response = self.client.fetch("POST", metadata.token_endpoint, data=form, auth=credentials)
        answer = self.client.decode(response, TokenAnswer)
        if response.status_code != 200 or not answer.id_token:
            raise ProviderAnswerRefused(f"it issued no ID token ({(answer.error or 'no reason given')[:80]})")
        return answer

    def _fetch_user_info(self, access_token: str, subject: str) -> Claims:
        """What some providers leave out of the ID token."""
        endpoint = self.client.load_metadata().userinfo_endpoint
        if not (endpoint and access_token):
            return {}
        response = self.client.fetch("GET", endpoint, headers={"Authorization": f"Bearer {access_token}"})
        claims = self.client.decode(response, dict[str, Any])
        # Its answer is not signed, so it counts only for the person of the ID token.
        if response.status_code != 200 or claims.get("sub") != subject:
            raise ProviderAnswerRefused("its user info is of another person")
        return {name: claims[name] for name in ("email", "email_verified", "name") if name in claims}

    def _read_identity(self, claims: Claims) -> Identity:
        verified = claims.get("email_verified", self.trust_email)
        return Identity(
            issuer=claims["iss"],
            subject=claims["sub"],
            email=str(claims.get("email") or ""),
            email_verified=verified in (True, "true"),
            name=str(claims.get("name") or ""),
        )
