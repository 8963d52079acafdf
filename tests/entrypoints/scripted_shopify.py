"""Shopify as a test scripts it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx

from novex_shopify.config.example_values import DEFAULT_SCOPES

GRANTED_SCOPES = DEFAULT_SCOPES


@dataclass(slots=True)
class ScriptedShopify:
    """Answers token requests, and records every request."""

    scope: str = GRANTED_SCOPES
    status: int = 200
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer with the configured status."""
        self.requests.append(request)
        if self.status != 200:
            return httpx.Response(self.status, json={"error": "invalid_request"})
        return httpx.Response(200, json=self.build_token())

    def build_token(self) -> dict[str, Any]:
        """An expiring offline token."""
        return {
            "access_token": "shpat_planted_access_token",
            "scope": self.scope,
            "expires_in": 3600,
            "refresh_token": "shprt_planted_refresh_token",
            "refresh_token_expires_in": 7776000,
        }

    @property
    def last_form(self) -> dict[str, str]:
        """The form of the last token request."""
        tokens = [request for request in self.requests if request.url.path == "/admin/oauth/access_token"]
        return dict(parse_qsl(tokens[-1].content.decode()))
