"""The log of every process."""

import json
import logging
from collections.abc import Generator

import pytest

from novex_shopify.config.logging import configure_logging


@pytest.fixture
def log() -> Generator[logging.Logger]:
    """A logger; the configuration of the root is restored."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield logging.getLogger("novex_shopify.test")
    root.handlers[:], level = before
    root.setLevel(level)


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
