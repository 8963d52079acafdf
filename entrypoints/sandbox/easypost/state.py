"""The state of the whole stand-in: two accounts and a clock."""

from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request

from novex_shopify.entrypoints.sandbox.easypost.clock import MovableClock
from novex_shopify.entrypoints.sandbox.easypost.errors import EasyPostError
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account, CarrierAccount
from novex_shopify.entrypoints.sandbox.easypost.model.carriers import ALL_CARRIERS
from novex_shopify.entrypoints.sandbox.easypost.settings import EasyPostSettings
from novex_shopify.entrypoints.sandbox.easypost.webhook_sender import WebhookSender
from novex_shopify.entrypoints.sandbox.task_runner import TaskRunner


@dataclass(slots=True)
class EasyPostState:
    settings: EasyPostSettings
    clock: MovableClock
    task_runner: TaskRunner
    webhook_sender: WebhookSender
    accounts: dict[str, Account] = field(init=False)

    def __post_init__(self) -> None:
        keys = {"test": self.settings.test_key, "production": self.settings.production_key}
        self.accounts = {mode: create_account(mode, key, self.clock()) for mode, key in keys.items()}

    def get_account_of_key(self, key: str) -> Account:
        """Raises an error with status 401 for an unknown key and 403 for a disabled one."""
        account = next((each for each in self.accounts.values() if each.key == key), None)
        if account is None:
            raise EasyPostError(401, "UNAUTHORIZED", "The API key is missing or unknown.")
        if not account.key_is_active:
            raise EasyPostError(
                403,
                "APIKEY.INACTIVE",
                "This api key is no longer active. Please use a different api key or reactivate this key.",
            )
        return account


def create_account(mode: str, key: str, now: datetime) -> Account:
    carriers = [CarrierAccount(create_id("ca"), carrier, now) for carrier in ALL_CARRIERS]
    return Account(mode=mode, key=key, user_id=create_id("user"), carrier_accounts={each.id: each for each in carriers})


def get_state(request: Request) -> EasyPostState:
    state: EasyPostState = request.app.state.easypost
    return state
