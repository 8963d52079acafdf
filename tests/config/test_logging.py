"""The log of every process."""

import json
import logging
from collections.abc import Generator

import pytest

from novex_shopify.config.logging import configure_logging


@pytest.fixture
def log() -> Generator[logging.Logger]:
    """A logger; the configuration of the root is restored."""
    root, product = logging.getLogger(), logging.getLogger("novex_shopify")
    handlers, levels = root.handlers[:], (root.level, product.level)
    yield logging.getLogger("novex_shopify.test")
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    product.setLevel(levels[1])


def test_a_field_with_personal_data_is_masked(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging()
    try:
        raise ValueError("why")
    except ValueError:
        log.exception(
            "order.failed", extra={"shop": "tea", "email": "ada@example.com", "order": {"note": "Ring twice"}}
        )
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["event"], line["shop"]) == ("order.failed", "tea")
    assert "ValueError: why" in line["exception"]
    assert not {"ada@example.com", "Ring"} & set(map(str, (line["email"], line["order"]["note"])))


def test_the_level_is_that_of_the_product_and_debug_lines_of_libraries_are_left_out(
    log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(level="debug")
    log.debug("shopify.call_completed")
    logging.getLogger("library").debug("the body of a form")
    configure_logging(level="warning")
    log.info("shop.connected")
    log.warning("event.failed")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == [
        "shopify.call_completed",
        "event.failed",
    ]


def test_what_strangers_cause_in_uvicorn_is_left_out(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging()
    for text in ("Invalid HTTP request received.", "Unsupported upgrade request.", "Exception in ASGI application\n"):
        logging.getLogger("uvicorn.error").warning(text)
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == [
        "Exception in ASGI application\n"
    ]
