"""A running sandbox with one shop."""

from collections.abc import Generator

import httpx
import pytest
from starlette.testclient import TestClient

from novex_shopify.entrypoints.sandbox.app import SandboxSettings, create_sandbox
from tests.entrypoints.sandbox.harness import CLIENT_ID, SECRET, ManualTime, SandboxShop, WebhookReceiver


@pytest.fixture
def time() -> ManualTime:
    return ManualTime()


@pytest.fixture
def receiver() -> WebhookReceiver:
    return WebhookReceiver()


@pytest.fixture
def settings() -> SandboxSettings:
    return SandboxSettings(
        client_id=CLIENT_ID, client_secret=SECRET, retry_delays=(0.0,) * 8, bulk_operation_duration=0
    )


@pytest.fixture
def store(settings: SandboxSettings, time: ManualTime, receiver: WebhookReceiver) -> Generator[SandboxShop]:
    app = create_sandbox(settings, transport=httpx.MockTransport(receiver), clock=time)
    with TestClient(app) as client:
        yield SandboxShop(client)


@pytest.fixture
def connected(store: SandboxShop) -> SandboxShop:
    store.connect()
    return store
