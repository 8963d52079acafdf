"""The EasyPost stand-in with an account of each mode, a clock that stands still, and a receiver of webhooks."""

from collections.abc import Generator

import httpx
import pytest
from starlette.testclient import TestClient

from novex_shopify.entrypoints.sandbox.easypost.app import EasyPostSettings, create_easypost_sandbox
from tests.easypost import EasyPostAccount, build_settings
from tests.entrypoints.sandbox.harness import ManualTime, WebhookReceiver


@pytest.fixture
def easypost_settings() -> EasyPostSettings:
    return build_settings()


@pytest.fixture
def account(
    easypost_settings: EasyPostSettings, time: ManualTime, receiver: WebhookReceiver
) -> Generator[EasyPostAccount]:
    """Test mode."""
    app = create_easypost_sandbox(easypost_settings, transport=httpx.MockTransport(receiver), clock=time)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield EasyPostAccount(client)


@pytest.fixture
def production(account: EasyPostAccount) -> EasyPostAccount:
    """The other mode of the same stand-in."""
    return EasyPostAccount(account.client, "production")
