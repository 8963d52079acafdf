"""A running sandbox with one store in it."""

from collections.abc import Generator

import httpx
import pytest
from starlette.testclient import TestClient

from novex_shopify.entrypoints.sandbox.app import SandboxSettings, create_sandbox
from tests.entrypoints.sandbox.harness import CLIENT_ID, SECRET, Receiver, Store, Time


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def settings() -> SandboxSettings:
    return SandboxSettings(client_id=CLIENT_ID, client_secret=SECRET, retry_delays=(0.0,) * 8, bulk_seconds=0)


@pytest.fixture
def store(settings: SandboxSettings, time: Time, receiver: Receiver) -> Generator[Store]:
    app = create_sandbox(settings, transport=httpx.MockTransport(receiver), clock=time)
    with TestClient(app) as client:
        yield Store(client)


@pytest.fixture
def connected(store: Store) -> Store:
    store.connect()
    return store
