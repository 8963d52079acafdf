"""Problems of the webhooks of label providers, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.carrier_webhook import CarrierWebhookProblem
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryCarrierWebhooks:
    """The port `CarrierWebhooks`."""

    state: State

    def save_problem(self, shop: ShopDomain | None, reason: str, at: datetime) -> None:
        known = self.state.webhook_problems.get(shop)
        problem = CarrierWebhookProblem(reason, at)
        self.state.webhook_problems[shop] = replace(known, reason=reason) if known else problem

    def clear_problem(self, shop: ShopDomain | None) -> None:
        self.state.webhook_problems.pop(shop, None)

    def list_problems(self) -> Mapping[ShopDomain | None, CarrierWebhookProblem]:
        return dict(self.state.webhook_problems)
