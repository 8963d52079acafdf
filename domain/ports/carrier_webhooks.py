"""What is wrong with the webhooks of label providers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.carrier_webhook import CarrierWebhookProblem
from novex_shopify.domain.model.shop import ShopDomain


class CarrierWebhooks(Protocol):
    """At most one problem per account, by its store; None is the account of all others."""

    def save_problem(self, shop: ShopDomain | None, reason: str, at: datetime) -> None:
        """Store a problem; one that is known keeps its time."""
        ...

    def clear_problem(self, shop: ShopDomain | None) -> None:
        """Delete the problem, if there is one."""
        ...

    def list_problems(self) -> Mapping[ShopDomain | None, CarrierWebhookProblem]:
        """List the problems by store."""
        ...
