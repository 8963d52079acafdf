"""A browser at an installation on this machine, which needs no password."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager

from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.entrypoints.web.app import create_app

LOCAL = {"app_url": "http://localhost:8000"}
"""The settings of such an installation."""


@contextmanager
def open_local_console(container: Container, app_url: str = LOCAL["app_url"]) -> Generator[TestClient]:
    """No worker runs, so what is stored stays as it is."""
    local = container.settings().model_copy(update={"app_url": app_url})
    with container.settings.override(providers.Object(local)):
        app = create_app(container, with_worker=False)
        with TestClient(app, base_url=app_url, follow_redirects=False, client=("127.0.0.1", 50_000)) as client:
            yield client


def send_form(client: TestClient, path: str, form: Mapping[str, str | list[str]]) -> tuple[int, str]:
    """Send a form with the CSRF token of a page; returns the status and the text of the response."""
    token = read_csrf_token(client.get("/console/stores").text)
    answer = client.post(path, data={"csrf": token, **form})
    return answer.status_code, answer.text


def read_csrf_token(page: str) -> str:
    """The token that the forms of a page carry."""
    return page.partition('name="csrf" value="')[2].partition('"')[0]
