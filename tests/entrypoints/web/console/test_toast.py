"""The result of an action is shown once, and can be undone where that is possible."""

import re

from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.web.console.toast import TOAST_COOKIE, Toast, Undo
from tests.builders import SHOP
from tests.entrypoints.web.console.local_console import send_form

TOKEN = Secret("the browser's secret")


def get_days(container: Container) -> int:
    with container.read_transaction() as tx:
        return tx.shops.get_settings(SHOP).keep_events_days


def test_a_change_of_settings_is_undone_from_its_toast(console: TestClient, container: Container) -> None:
    before, url = get_days(container), f"/console/stores/{SHOP}/settings"
    form = {"keep_events_days": "77", "unmapped_products": "park", "carriers": "Post = Deutsche Post"}
    send_form(console, url, form)
    assert get_days(container) == 77
    page = console.get(f"/console/stores/{SHOP}").text
    toast = page[page.index("data-toast") :]
    assert "Settings saved" in toast
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', toast[: toast.index("Undo")]))
    assert f'action="{url}"' in toast
    console.post(url, data=fields)
    assert get_days(container) == before


def test_a_toast_is_shown_once_and_not_in_a_part_of_a_page(console: TestClient) -> None:
    send_form(console, f"/console/stores/{SHOP}/webhooks/repair", {})
    part, page, again = (
        console.get("/console/stores", headers=headers).text for headers in ({"HX-Request": "true"}, {}, {})
    )
    assert ["data-toast" in text for text in (part, page, again)] == [False, True, False]


def test_only_the_session_that_did_it_accepts_a_toast(console: TestClient) -> None:
    toast = Toast("Mapped to ITEM-4", Undo("/console/products/x/1/unmap", {"a": "é"}))
    assert Toast.from_cookie(toast.sign(TOKEN), TOKEN) == toast
    for planted in (toast.sign(Secret("another")), toast.sign(TOKEN) + "0", "", ".", "%00.x"):
        assert Toast.from_cookie(planted, TOKEN) is None
        console.cookies.set(TOAST_COOKIE, planted, path="/console")
        assert "data-toast" not in console.get("/console").text


def test_what_is_too_long_for_a_cookie_is_shortened() -> None:
    without_undo = Toast.from_cookie(Toast("Saved", Undo("/console", {"a": "x" * 5000})).sign(TOKEN), TOKEN)
    assert without_undo == Toast("Saved")
    shortened = Toast.from_cookie(Toast("é" * 9000).sign(TOKEN), TOKEN)
    assert shortened
    assert shortened.text.endswith("é…")
