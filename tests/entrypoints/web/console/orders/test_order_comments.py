"""People read, write and delete comments on the page of an order."""

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.model.user import Role
from novex_shopify.entrypoints.web.app import create_app
from tests.builders import ORDER_ID, SHOP, a_link, a_sales_order, a_shop
from tests.entrypoints.web.console.local_console import read_csrf_token
from tests.entrypoints.web.console.signed_in import add_user, sign_in_as

PAGE = f"/console/orders/{SHOP}/{ORDER_ID}"
TEXT = "Ada <b>called</b>"


@pytest.fixture
def container() -> Container:
    """A store with an order, and four people."""
    container = build_in_memory_container()
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.order_links.save([a_link(ORDER_ID, tx.erp.orders.apply([a_sales_order()])[0])])
        tx.commit()
    return container


def test_a_comment_is_shown_with_its_writer_who_or_an_admin_deletes_it(container: Container) -> None:
    ann, ben = (add_user(container, name, Role.PACKER) for name in ("Ann", "Ben"))
    viewer, admin = add_user(container, "Vera", Role.VIEWER), add_user(container, "Olga")
    with TestClient(create_app(container, with_worker=False), base_url="https://testserver") as client:
        sign_in_as(client, container, ann)
        token = read_csrf_token(client.get(PAGE).text)
        client.post(f"{PAGE}/comments", data={"csrf": token, "text": TEXT})
        page = client.get(PAGE).text
        assert ["Ada &lt;b&gt;called&lt;/b&gt;" in page, "/comments/delete" in page] == [True, True]
        sign_in_as(client, container, ben)
        page = client.get(PAGE).text
        assert ["Ada &lt;b&gt;called" in page, "Ann" in page, "/comments/delete" in page] == [True, True, False]
        refused = client.post(f"{PAGE}/comments/delete", data={"csrf": read_csrf_token(page), "comment": "1"})
        assert [refused.status_code, "Only Ann or an admin" in refused.text] == [403, True]
        sign_in_as(client, container, viewer)
        page = client.get(PAGE).text
        assert ["called" in page, "Ann" in page, 'action="' + PAGE + "/comments" in page] == [False, True, False]
        sign_in_as(client, container, admin)
        token = read_csrf_token(client.get(PAGE).text)
        client.post(f"{PAGE}/comments/delete", data={"csrf": token, "comment": "1"})
        assert "called" not in client.get(PAGE).text
