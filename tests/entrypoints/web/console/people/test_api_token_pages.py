"""A token for the API is shown once, used, and revoked."""

import re

from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from tests.entrypoints.web.console.people.test_user_pages import send
from tests.entrypoints.web.console.signed_in import add_user, sign_in_as

TOKENS = "/console/settings/api-tokens"
SHIPMENTS = "/api/v1/shipments"


def create(web: TestClient, name: str, scope: str) -> dict[str, str]:
    """Returns the headers of a program with a new token."""
    status, page = send(web, TOKENS, name=name, scope=scope, lifetime="30")
    secret = re.search(r"novex_[\w-]+", page)
    assert (status, bool(secret)) == (200, True)
    assert secret
    return {"Authorization": f"Bearer {secret[0]}"}


def test_a_token_reads_or_writes_until_it_is_revoked(web: TestClient, container: Container) -> None:
    sign_in_as(web, container, add_user(container, "Olga"))
    reading, writing = create(web, "reports", "read"), create(web, "warehouse", "write")
    body = {"id": "SHIP-1", "order_id": "7", "lines": [{"line_item_id": "1", "quantity": 1}]}
    assert web.post(SHIPMENTS, json=body, headers=reading).status_code == 403
    assert web.post(SHIPMENTS, json=body, headers=writing).status_code == 202
    assert web.get(f"{SHIPMENTS}/SHIP-1", headers=reading).status_code == 200
    page = web.get(TOKENS).text
    assert (page.count("Never"), "by Olga" in page) == (0, True)
    assert "There is a token named reports already" in send(web, TOKENS, name="reports", scope="read")[1]
    with container.read_transaction() as tx:
        token = next(each for each in tx.api_tokens.list_all() if each.name == "warehouse")
    assert "warehouse is revoked" in send(web, f"{TOKENS}/{token.id}/revoke")[1]
    assert web.get(f"{SHIPMENTS}/SHIP-1", headers=writing).status_code == 401
    log = web.get("/console/settings/audit-log?who=warehouse").text.partition("<tbody>")[2]
    assert ("Shipment recorded" in log, "API token created" in log) == (True, False)
