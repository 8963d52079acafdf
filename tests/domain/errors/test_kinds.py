"""How errors are named to people, to programs and in the log."""

from datetime import timedelta

import pytest

from novex_shopify.domain.errors import (
    NotFound,
    NovexError,
    ProductsNotMapped,
    ShopifyUnavailable,
    ShopNotConnected,
    UnreadablePayload,
    describe,
    describe_kind,
    to_log_fields,
    unexpected,
)


@pytest.mark.parametrize("error", [NotFound("no order #7"), ShopifyUnavailable("no order #7", timedelta(1))], ids=repr)
def test_people_read_the_message_alone(error: NovexError) -> None:
    assert describe(error) == "no order #7"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (KeyError("user secret-user"), "Unexpected key error; see the log."),
        (ConnectionError("user secret-user"), "Unexpected connection error; see the log."),
    ],
)
def test_of_an_unexpected_error_people_read_its_kind_and_none_of_its_data(error: Exception, message: str) -> None:
    assert describe(error) == message


@pytest.mark.parametrize(
    ("name", "words"),
    [("ReadTimeout", "read timeout"), ("HTTPStatusError", "http status error"), ("Oauth2Error", "oauth2 error")],
)
def test_a_kind_is_named_in_words(name: str, words: str) -> None:
    assert describe_kind(type(name, (Exception,), {})()) == words


def test_the_log_has_the_class_in_a_field_of_its_own() -> None:
    assert to_log_fields(NotFound("no order #7")) == {"error": "no order #7", "error_type": "NotFound"}


def test_only_a_bug_needs_its_traceback() -> None:
    bug = KeyError()
    assert (unexpected(bug), unexpected(NotFound("no order #7"))) == (bug, None)


def test_an_error_has_the_code_of_its_kind_unless_programs_react_differently_to_it() -> None:
    assert {ShopNotConnected.code, ProductsNotMapped.code} == {"needs_attention"}
    assert (ShopifyUnavailable.code, UnreadablePayload.code, NotFound.code) == ("unavailable", "refused", "not_found")
