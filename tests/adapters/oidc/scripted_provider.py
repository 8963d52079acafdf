"""A provider as a test scripts it, to send what no real provider sends."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from novex_shopify.adapters.oidc.identity_provider import OidcIdentityProvider
from novex_shopify.adapters.oidc.provider_client import ProviderClient
from novex_shopify.domain.model.identity import Identity, ProviderCallback, ProviderSignIn
from novex_shopify.domain.model.secret import Secret
from tests.builders import NOON

ISSUER = "https://id.example.com/realm"
CLIENT_ID = "novex-console"
SIGN_IN = ProviderSignIn("state-1", "nonce-1", "verifier-1", NOON)
KEY, OTHER_KEY = (generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))

Answers = dict[str, httpx.Response | httpx.TransportError]


def build_claims(**changes: Any) -> dict[str, Any]:
    """The claims of a valid token; None removes one."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": CLIENT_ID,
        "sub": "anna-1",
        "iat": now,
        "exp": now + 86_400,  # tokens are made when the tests are collected
        "nonce": SIGN_IN.nonce,
        "email": "anna@example.com",
        "email_verified": True,
        "name": "Anna Berg",
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def sign(claims: dict[str, Any], key: RSAPrivateKey = KEY, algorithm: str = "RS256", key_id: str | None = "1") -> str:
    return jwt.encode(claims, key, algorithm, headers={"kid": key_id} if key_id else None)


@dataclass(slots=True)
class ScriptedProvider:
    """Answers with this token, and with what `answers` has for the end of a path."""

    id_token: str = field(default_factory=lambda: sign(build_claims()))
    answers: Answers = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        name = request.url.path.rpartition("/")[2]
        answer = self.answers.get(name) or httpx.Response(200, json=self._answer(name))
        if isinstance(answer, httpx.TransportError):
            raise answer
        return answer

    def _answer(self, name: str) -> dict[str, Any]:
        match name:
            case "openid-configuration":
                return {
                    "issuer": ISSUER,
                    "authorization_endpoint": f"{ISSUER}/authorize",
                    "token_endpoint": f"{ISSUER}/token",
                    "jwks_uri": f"{ISSUER}/keys",
                    "userinfo_endpoint": f"{ISSUER}/userinfo",
                    **self.metadata,
                }
            case "keys":
                return {"keys": [{**json.loads(RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "1", "use": "sig"}]}
            case "userinfo":
                return {"sub": "anna-1", "email": "anna@example.com", "email_verified": True, "name": "Anna Berg"}
            case _:
                return {"id_token": self.id_token, "access_token": "planted-access-token"}

    def redeem_code(self, issuer: str = "", **options: Any) -> Identity:
        """Sign in with a code, in a callback that names an issuer."""
        with httpx.Client(transport=httpx.MockTransport(self)) as http:
            return self._build(http, **options).redeem_code(ProviderCallback("state-1", "code-1", "", issuer), SIGN_IN)

    def build_sign_in_url(self) -> str:
        with httpx.Client(transport=httpx.MockTransport(self)) as http:
            return self._build(http).build_sign_in_url(SIGN_IN)

    def _build(self, http: httpx.Client, **options: Any) -> OidcIdentityProvider:
        client = ProviderClient(http, ISSUER)
        return OidcIdentityProvider(
            client, CLIENT_ID, Secret("planted-secret"), "https://erp.example.com/callback", **options
        )
