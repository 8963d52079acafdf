"""Fixtures of the reconciliation's tests."""

import pytest

from novex_shopify.domain.use_cases.reconciliation.reconcile_orders import ReconcileOrders
from tests.builders import NOON
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.order_steps import build_reconcile_orders


@pytest.fixture
def fakes() -> Fakes:
    """The store was connected at noon."""
    fakes = Fakes()
    fakes.connect_shop(installed_at=NOON)
    return fakes


@pytest.fixture
def reconcile_orders(fakes: Fakes) -> ReconcileOrders:
    return build_reconcile_orders(fakes)
