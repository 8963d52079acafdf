"""Answers that no honest provider sends: forged tokens, foreign tokens, and faults."""

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from novex_shopify.adapters.oidc.provider_client import MAX_CONCURRENT_CALLS, ProviderClient
from novex_shopify.domain.errors import ProviderAnswerRefused, ProviderClockDiffers, ProviderUnavailable
from tests.adapters.oidc.scripted_provider import (
    CLIENT_ID,
    ISSUER,
    KEY,
    OTHER_KEY,
    Answers,
    ScriptedProvider,
    build_claims,
    sign,
)

NOW = int(time.time())


def encode_part(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def sign_with_public_key(claims: dict[str, Any]) -> str:
    """The classic confusion: the public key, which everybody has, as the secret of an HMAC."""
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{encode_part({'alg': 'HS256', 'kid': '1'})}.{encode_part(claims)}"
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(signed.encode(), public)
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def leave_unsigned(claims: dict[str, Any]) -> str:
    return f"{encode_part({'alg': 'none', 'kid': '1'})}.{encode_part(claims)}."


FORGED = {
    "another nonce": (sign(build_claims(nonce="nonce-2")), "another sign-in"),
    "no nonce": (sign(build_claims(nonce=None)), "lacks nonce"),
    "another audience": (sign(build_claims(aud="other-app")), "another application"),
    "no audience": (sign(build_claims(aud=None)), "lacks aud"),
    "issued to another application": (sign(build_claims(aud=[CLIENT_ID, "b"], azp="b")), "another application"),
    "another issuer": (sign(build_claims(iss="https://id.example.com/other")), "another issuer"),
    "unsigned": (leave_unsigned(build_claims()), "not signed in a way that is accepted"),
    "signed with the public key": (sign_with_public_key(build_claims()), "not signed in a way that is accepted"),
    "signed by another key": (sign(build_claims(), OTHER_KEY), "signature of its ID token is wrong"),
    "an unknown key": (sign(build_claims(), OTHER_KEY, key_id="2"), "does not publish"),
    "no expiry": (sign(build_claims(exp=None)), "lacks exp"),
    "no subject": (sign(build_claims(sub=None)), "lacks sub"),
    "an empty subject": (sign(build_claims(sub="")), "no usable subject"),
    "a subject that no database takes": (sign(build_claims(sub="anna\0")), "no usable subject"),
    "no token": ("nothing", "cannot be read"),
}


@pytest.mark.parametrize(("token", "cause"), FORGED.values(), ids=FORGED)
def test_a_token_that_does_not_prove_this_sign_in_is_refused(token: str, cause: str) -> None:
    with pytest.raises(ProviderAnswerRefused, match=cause):
        ScriptedProvider(token).redeem_code()


@pytest.mark.parametrize(
    "times",
    [{"exp": NOW - 120}, {"iat": NOW + 86_400}, {"nbf": NOW + 86_400}],
    ids=["expired", "issued later", "not yet"],
)
def test_a_fresh_token_of_another_time_points_to_a_wrong_clock(times: dict[str, int]) -> None:
    with pytest.raises(ProviderClockDiffers, match="one of the two clocks is wrong"):
        ScriptedProvider(sign(build_claims(**times))).redeem_code()


def test_a_callback_of_another_issuer_is_refused() -> None:
    named = ScriptedProvider(metadata={"authorization_response_iss_parameter_supported": True})
    assert named.redeem_code(ISSUER).issuer == ISSUER
    for provider, issuer in ((named, ""), (named, f"{ISSUER}2"), (ScriptedProvider(), f"{ISSUER}2")):
        with pytest.raises(ProviderAnswerRefused, match="another issuer"):
            provider.redeem_code(issuer)


def test_half_a_minute_between_the_clocks_is_tolerated() -> None:
    now = int(time.time())
    claims = build_claims(iat=now + 30, exp=now - 30)
    assert ScriptedProvider(sign(claims)).redeem_code().subject == "anna-1"


def test_a_token_without_a_key_id_counts_if_the_provider_has_one_key() -> None:
    assert ScriptedProvider(sign(build_claims(), key_id=None)).redeem_code().subject == "anna-1"


def test_a_short_key_is_refused() -> None:
    short = generate_private_key(public_exponent=65537, key_size=1024)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(short.public_key()))
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        token = sign(build_claims(), short)
    provider = ScriptedProvider(token, {"keys": httpx.Response(200, json={"keys": [{**jwk, "kid": "1"}]})})
    with pytest.raises(ProviderAnswerRefused):
        provider.redeem_code()


def test_the_address_comes_from_user_info_if_the_token_has_none() -> None:
    token = sign(build_claims(email=None, email_verified=None, name=None))
    identity = ScriptedProvider(token).redeem_code()
    assert (identity.email, identity.email_verified, identity.name) == ("anna@example.com", True, "Anna Berg")
    foreign: Answers = {"userinfo": httpx.Response(200, json={"sub": "ben-1", "email": "anna@example.com"})}
    with pytest.raises(ProviderAnswerRefused, match="another person"):
        ScriptedProvider(token, foreign).redeem_code()


def test_an_address_of_which_the_provider_does_not_say_whether_it_is_verified_needs_trust() -> None:
    provider = ScriptedProvider(sign(build_claims(email_verified=None)))
    assert not provider.redeem_code().email_verified
    assert provider.redeem_code(trust_email=True).email_verified


def test_the_secret_is_sent_as_the_provider_accepts_it_and_never_in_an_address() -> None:
    posted = ScriptedProvider(metadata={"token_endpoint_auth_methods_supported": ["client_secret_post"]})
    posted.redeem_code()
    assert any(b"client_secret=planted-secret" in request.content for request in posted.requests)
    default = ScriptedProvider()
    default.redeem_code()
    assert any("authorization" in request.headers for request in default.requests)
    assert not any(b"planted-secret" in request.content for request in default.requests)
    assert not any("planted-secret" in str(request.url) for request in [*posted.requests, *default.requests])


UNUSABLE = {
    "a time-out": ({"openid-configuration": httpx.ConnectTimeout("planted-host")}, {}, "connect timeout"),
    "a fault": ({"token": httpx.Response(502)}, {}, "status 502"),
    "no JSON": ({"token": httpx.Response(200, text="<html>")}, {}, "unreadable"),
    "a redirect": ({"keys": httpx.Response(302, headers={"location": "https://evil.example"})}, {}, "status 302"),
    "no keys": ({"keys": httpx.Response(200, json={"keys": []})}, {}, "no usable keys"),
    "no settings": ({"openid-configuration": httpx.Response(404, json={})}, {}, "unreadable"),
    "too much": ({"keys": httpx.Response(200, content=b" " * 2_000_000 + b"{}")}, {}, "too large or too slow"),
    "another name": ({}, {"issuer": f"{ISSUER}/"}, "names itself differently"),
    "an open address": ({}, {"token_endpoint": "http://id.example.com/token"}, "without https"),
}


@pytest.mark.parametrize(("answers", "metadata", "cause"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_provider_that_cannot_be_used_is_named_with_the_cause(
    answers: Answers, metadata: dict[str, Any], cause: str
) -> None:
    provider = ScriptedProvider(answers=answers, metadata=metadata)
    with pytest.raises(ProviderUnavailable, match=f"{ISSUER} cannot be used now .*{cause}"):
        provider.redeem_code()


def test_a_provider_that_hangs_occupies_a_few_threads_only() -> None:
    entered, released = Semaphore(0), Event()

    def hang(_request: httpx.Request) -> httpx.Response:
        entered.release()
        released.wait(10)
        return httpx.Response(503)

    with httpx.Client(transport=httpx.MockTransport(hang)) as http, ThreadPoolExecutor(MAX_CONCURRENT_CALLS) as threads:
        client = ProviderClient(http, ISSUER)
        hanging = [threads.submit(client.load_metadata) for _ in range(MAX_CONCURRENT_CALLS)]
        assert all(entered.acquire(timeout=10) for _ in hanging)
        with pytest.raises(ProviderUnavailable, match="too many sign-ins at once"):
            client.load_metadata()
        released.set()
        for each in hanging:
            with pytest.raises(ProviderUnavailable, match="status 503"):
                each.result(timeout=10)
