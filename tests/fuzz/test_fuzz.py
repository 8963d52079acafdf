"""A short run of the fuzzer, and that it knows what a forgery is."""

from pathlib import Path
from random import Random

import pytest

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.signatures import sign_webhook
from tests.fuzz import api, raw, webhooks
from tests.fuzz.attempt import Attempt
from tests.fuzz.http import Answer, Request, parse_answer
from tests.fuzz.runner import run
from tests.fuzz.world import SECRET, run_world

SEED = 20261126
REQUESTS = 500


@pytest.mark.parametrize(("database", "requests"), [("sqlite_url", REQUESTS), ("postgres_url", REQUESTS // 5)])
def test_hostile_requests_are_refused(
    tmp_path: Path, database: str, requests: int, request: pytest.FixtureRequest
) -> None:
    with run_world(tmp_path, request.getfixturevalue(database)) as world:
        result = run(world, SEED, requests)
    assert result.faults == []
    assert result.statuses["webhooks"][200] > 0
    assert result.statuses["console"][200] > 0


def test_a_request_is_made_from_its_seed_alone() -> None:
    first, second = (webhooks.build(Random("7"), 1).request for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("body", "signed", "taken"),
    [(b"{}", b"{}", False), (b"{}", b"{ }", True), (b"code=1&shop=a", b"code=1&shop=a", True)],
    ids=["genuine", "signature of another body", "no JSON object"],
)
def test_an_accepted_webhook_is_a_forgery_if_its_signature_does_not_fit_or_it_is_no_object(
    body: bytes, signed: bytes, taken: bool
) -> None:
    headers = [("X-Shopify-Hmac-Sha256", sign_webhook(Secret(SECRET), signed))]
    assert webhooks.is_genuine(Request("POST", "/", headers, body)) is not taken


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer((401,)), None),
        (Answer((202,)), "forgery accepted"),
        (Answer((500,)), "unforeseen 500"),
        (Answer(hung=True), "no end of the answer"),
    ],
)
def test_an_answer_is_judged(answer: Answer, fault: str | None) -> None:
    attempt = Attempt(Request(), lambda answer: answer.status == 202)
    assert attempt.find_fault(answer) == fault


def test_a_second_answer_on_a_connection_is_judged_too() -> None:
    answer = parse_answer(b"HTTP/1.1 400 Bad\r\n\r\nHTTP/1.1 303 See\r\nLocation: /console/stores\r\n\r\n")
    assert raw.is_let_through(answer)


def test_an_answer_of_the_api_without_a_token_is_a_forgery_unless_it_refuses() -> None:
    attempts = [api.build(Random(number), number) for number in range(50)]
    assert {attempt.is_forgery_taken(Answer((404,))) for attempt in attempts} == {False}
    assert {attempt.is_forgery_taken(Answer((202,))) for attempt in attempts} == {False, True}
