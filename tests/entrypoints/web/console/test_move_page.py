"""`/console/moved`."""

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from novex_shopify.config.container import Container
from novex_shopify.config.startup import warn_about_address
from novex_shopify.domain.model.check_result import CheckFailed
from novex_shopify.entrypoints.doctor.installation_checks import check_recorded_address
from tests.builders import NOON, SHOP
from tests.entrypoints.conftest import MONITORING

PREVIOUS = "https://before.example.com"


@pytest.fixture
def moved(container: Container) -> None:
    """The database was used at another address."""
    with container.unit_of_work()() as tx:
        tx.installation.record_app_url(PREVIOUS, NOON)
        tx.commit()


@pytest.mark.usefixtures("moved")
def test_readyz_the_doctor_the_log_and_the_install_page_name_both_ways_to_confirm(
    web: TestClient, container: Container
) -> None:
    answer = web.get("/readyz", headers=MONITORING).json()
    with capture_logs() as logs:
        warn_about_address(container)
    with pytest.raises(CheckFailed) as found:
        check_recorded_address(container)
    page = web.get("/shopify/install", params={"shop": SHOP})
    assert (answer["status"], page.status_code) == ("degraded", 409)
    messages = (answer["checks"]["address"], f"{found.value.cause} {found.value.fix}", str(logs), page.text)
    for message in messages:
        assert PREVIOUS in message
        assert "novex-shopify moved" in message
        assert "/console/moved" in message
