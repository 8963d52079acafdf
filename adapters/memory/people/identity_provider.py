"""An OpenID Connect provider in memory: a code is the subject of the person who signs in."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from novex_shopify.domain.errors import ProviderAnswerRefused
from novex_shopify.domain.model.identity import Identity, ProviderCallback, ProviderSignIn


@dataclass(frozen=True, slots=True)
class MemoryIdentityProvider:
    """The port `IdentityProvider`."""

    people: dict[str, Identity] = field(default_factory=dict)

    def build_sign_in_url(self, sign_in: ProviderSignIn) -> str:
        return f"https://id.example.com/authorize?{urlencode({'state': sign_in.state, 'nonce': sign_in.nonce})}"

    def redeem_code(self, callback: ProviderCallback, sign_in: ProviderSignIn) -> Identity:
        if callback.code not in self.people:
            raise ProviderAnswerRefused("it issued no ID token (invalid_grant)")
        return self.people[callback.code]
