"""Label printers are named by operators, and chosen by each browser."""

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from tests.entrypoints.web.console.local_console import open_local_console, send_form

PRINTERS = "/console/settings/printers"
TABLE = {"name": "Tisch 1 ü", "url": "http://127.0.0.1:9101/print?tray=2"}


def read_connect_src(console: TestClient, path: str) -> str:
    policy = console.get(path).headers["content-security-policy"]
    return next(part for part in policy.split("; ") if part.startswith("connect-src"))


def test_a_page_connects_only_to_the_agent_of_the_printer_that_its_browser_uses(console: TestClient) -> None:
    assert send_form(console, PRINTERS, TABLE)[0] == 303
    assert send_form(console, PRINTERS, {"name": "Other", "url": "https://other.example/zpl"})[0] == 303
    assert read_connect_src(console, "/console/packing") == "connect-src 'self'"
    assert send_form(console, f"{PRINTERS}/choose", {"name": TABLE["name"]})[0] == 303
    assert read_connect_src(console, "/console/packing") == "connect-src 'self' http://127.0.0.1:9101"
    assert read_connect_src(console, PRINTERS) == "connect-src 'self' http://127.0.0.1:9101"
    assert read_connect_src(console, "/console/stock") == "connect-src 'self'"
    assert f'data-agent-light="{TABLE["url"]}"' in console.get("/console/packing").text
    assert send_form(console, f"{PRINTERS}/delete", {"name": TABLE["name"]})[0] == 303
    assert read_connect_src(console, "/console/packing") == "connect-src 'self'"
    assert "Labels are printed by <strong>the browser" in console.get(PRINTERS).text
    assert send_form(console, f"{PRINTERS}/choose", {"name": "unknown"})[0] == 404


@pytest.mark.parametrize(
    ("url", "is_blocked"),
    [
        ("http://192.168.1.20:9101/print", True),
        ("http://localhost.example/print", True),
        ("http://127.9.9.9:9101/print", False),
        ("http://table.localhost:9101/print", False),
        ("https://192.168.1.20/print", False),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_agent_without_https_on_another_machine_is_warned_of_where_the_console_has_https(
    container: Container, scheme: str, url: str, is_blocked: bool
) -> None:
    with open_local_console(container, f"{scheme}://localhost:8000") as console:
        assert send_form(console, PRINTERS, {"name": "Table", "url": url})[0] == 303
        assert send_form(console, f"{PRINTERS}/choose", {"name": "Table"})[0] == 303
        for page in (PRINTERS, "/console/packing"):
            text = console.get(page).text
            assert ("enter http://127.0.0.1:9101/print, or" in text) is (is_blocked and scheme == "https")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:9101",
        "ftp://agent/",
        "http://a;script-src *",
        "http://user@agent/",
        "http://a:x/",
        "http://*/",
        "http://[::1]/",
    ],
)
def test_an_address_that_is_no_agent_is_refused(container: Container, console: TestClient, url: str) -> None:
    status, page = send_form(console, PRINTERS, {"name": "Table", "url": url})
    assert (status, "Enter the address of the print agent" in page) == (422, True)
    with container.read_transaction() as tx:
        assert not tx.printers.list_all()
