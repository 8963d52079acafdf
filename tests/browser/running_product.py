"""The product in a thread of the test process: web, worker and a sandbox to connect to."""

import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from novex_shopify.config.console_password import hash_password
from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Shop, parse_shop_domain
from novex_shopify.entrypoints.sandbox.client import ShopClient
from novex_shopify.entrypoints.web.app import create_app
from tests.polling import wait_until
from tests.sandbox import Sandbox, run_sandbox
from tests.servers import find_free_port

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class RunningProduct:
    """Its URL, and its container to check what pages do not show."""

    url: str
    container: Container
    sandbox: Sandbox

    def connect_shop(self, shop: str) -> ShopClient:
        """Connect a store by a token, wait for its first imports, and return the merchant's client."""
        access_token = Secret(self.sandbox.create_token(shop))
        connected: Shop = self.container.connect_shop().connect_with_token(parse_shop_domain(shop), access_token)
        wait_until(lambda: self._has_finished_imports(connected), 20, f"the first imports of {shop}")
        return self.sandbox.get_shop(shop)

    def list_erp_orders(self) -> Sequence[SalesOrder]:
        with self.container.unit_of_work()() as tx:
            return tx.erp.orders.list_latest(50)

    def _has_finished_imports(self, shop: Shop) -> bool:
        with self.container.unit_of_work()() as tx:
            runs = [run for run in tx.imports.list_latest(50) if run.shop_domain == shop.domain]
            return (
                bool(runs) and all(run.finished for run in runs) and bool(tx.subscriptions.list_for_shop(shop.domain))
            )


@contextmanager
def run_product(folder: Path, **settings: Any) -> Generator[RunningProduct]:
    """Start it on a SQLite file in `folder`, with `PASSWORD` and these settings, and stop it at the end."""
    with run_sandbox("browser-app", "secret-of-the-browser-app") as sandbox:
        port = find_free_port()
        container = Container(settings=_build_settings(folder, port, sandbox, settings))
        migrate_database(container)
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(container, with_worker=True), host="127.0.0.1", port=port, log_config=None, access_log=False
            )
        )
        thread = threading.Thread(target=server.run)
        thread.start()
        wait_until(lambda: server.started, 10, "the product")
        yield RunningProduct(f"http://127.0.0.1:{port}", container, sandbox)
        server.should_exit = True
        thread.join()
        container.http().close()
        container.easypost_http().close()
        container.engine().dispose()


def _build_settings(folder: Path, port: int, sandbox: Sandbox, more: Mapping[str, Any]) -> Settings:
    return Settings.model_validate(
        {
            "shopify_client_id": sandbox.client_id,
            "shopify_client_secret": sandbox.client_secret,
            "shopify_base_url": sandbox.url,
            "app_url": f"http://127.0.0.1:{port}",
            "port": port,
            "database_url": f"sqlite:///{folder / 'novex-shopify.db'}",
            "console_password_hash": hash_password(Secret(PASSWORD)),
            **more,
        }
    )
