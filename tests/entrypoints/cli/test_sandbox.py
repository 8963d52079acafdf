"""`novex-shopify sandbox`: the stand-in for EasyPost runs beside the one for Shopify."""

import httpx

from novex_shopify.entrypoints.cli.sandbox import run_easypost
from tests.polling import wait_until
from tests.servers import find_free_port


def test_the_easypost_stand_in_answers_on_its_own_port_until_the_sandbox_ends() -> None:
    port = find_free_port()
    with (
        run_easypost(port, "test-key", "production-key", retry_speed=20),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):

        def answers() -> bool:
            try:
                return client.get("/v2/webhooks", auth=("test-key", "")).is_success
            except httpx.TransportError:
                return False

        wait_until(answers, 10, "the EasyPost stand-in")
        assert client.get("/v2/webhooks", auth=("another-key", "")).status_code == 401
    assert not is_listening(port)


def is_listening(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/sandbox", trust_env=False)
    except httpx.ConnectError:
        return False
    return True
