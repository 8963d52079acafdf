"""An invoiced order with a credit note, and its console."""

from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from tests.builders import ORDER_ID, a_link
from tests.domain.use_cases.invoices.invoice_steps import issue_with_credit_note, open_store
from tests.entrypoints.web.console.local_console import open_local_console


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a local installation, with invoice DE26-000001 and credit note DECN26-000001."""
    unit_of_work = container.unit_of_work()
    open_store(unit_of_work)
    order_id = issue_with_credit_note(unit_of_work)
    with container.transaction() as tx:
        tx.order_links.save([a_link(ORDER_ID, order_id)])
        tx.commit()
    with open_local_console(container) as client:
        yield client
