"""Expiring tokens: rotation and expiry."""

from typing import Any

from tests.entrypoints.sandbox.harness import ManualTime, SandboxShop


def request_expiring_token(shop: SandboxShop) -> Any:
    answer = shop.request_token(code=shop.grant_consent()["code"], expiring="1")
    assert answer.status_code == 200
    return answer.json()


def request_refresh(shop: SandboxShop, refresh_token: str) -> Any:
    return shop.request_token(grant_type="refresh_token", refresh_token=refresh_token)


def is_accepted(shop: SandboxShop, token: str) -> bool:
    shop.token = token
    return shop.execute("{ shop { name } }").status_code == 200


def test_an_expiring_token_has_both_lifetimes(store: SandboxShop) -> None:
    pair = request_expiring_token(store)
    assert (pair["expires_in"], pair["refresh_token_expires_in"]) == (3600, 7_776_000)


def test_an_expiring_token_stops_working_after_an_hour(store: SandboxShop, time: ManualTime) -> None:
    pair = request_expiring_token(store)
    time.advance(3599)
    assert is_accepted(store, pair["access_token"])
    time.advance(1)
    assert not is_accepted(store, pair["access_token"])


def test_a_refresh_makes_a_new_pair_and_lets_the_old_token_run_out(store: SandboxShop) -> None:
    old = request_expiring_token(store)
    new = request_refresh(store, old["refresh_token"]).json()
    assert new["access_token"] != old["access_token"]
    assert new["refresh_token"] != old["refresh_token"]
    assert is_accepted(store, old["access_token"])
    assert is_accepted(store, new["access_token"])


def test_a_repeated_refresh_answers_with_the_same_pair_for_a_short_while(store: SandboxShop, time: ManualTime) -> None:
    old = request_expiring_token(store)
    new = request_refresh(store, old["refresh_token"]).json()
    time.advance(30)
    again = request_refresh(store, old["refresh_token"]).json()
    assert (again["access_token"], again["refresh_token"]) == (new["access_token"], new["refresh_token"])
    time.advance(60)
    dead = request_refresh(store, old["refresh_token"])
    assert (dead.status_code, dead.json()["error"]) == (400, "invalid_grant")


def test_a_second_refresh_ends_the_repetition_of_the_first(store: SandboxShop) -> None:
    first = request_expiring_token(store)
    second = request_refresh(store, first["refresh_token"]).json()
    request_refresh(store, second["refresh_token"])
    assert request_refresh(store, first["refresh_token"]).status_code == 400


def test_a_second_installation_ends_the_first_refresh_token_at_once(store: SandboxShop) -> None:
    first = request_expiring_token(store)
    second = request_expiring_token(store)
    assert request_refresh(store, first["refresh_token"]).status_code == 400
    assert is_accepted(store, first["access_token"])
    assert is_accepted(store, second["access_token"])


def test_a_refresh_token_lasts_ninety_days(store: SandboxShop, time: ManualTime) -> None:
    pair = request_expiring_token(store)
    time.advance(90 * 24 * 3600)
    assert request_refresh(store, pair["refresh_token"]).status_code == 400


def test_client_credentials_give_a_token_of_a_day_once_the_app_is_installed(store: SandboxShop) -> None:
    assert store.request_token(grant_type="client_credentials").status_code == 400
    store.call_control_api("POST", "/install", {"scopes": ["read_products"]})
    answer = store.request_token(grant_type="client_credentials").json()
    assert (answer["scope"], answer["expires_in"]) == ("read_products", 86_399)
    assert "refresh_token" not in answer
    assert is_accepted(store, answer["access_token"])


def test_uninstalling_ends_every_token_and_subscription(connected: SandboxShop) -> None:
    connected.subscribe("ORDERS_CREATE")
    connected.call_control_api("POST", "/uninstall")
    assert connected.execute("{ shop { name } }").status_code == 401
    assert connected.call_control_api("GET")["subscriptions"] == []
    assert "not installed" in connected.call_control_api("POST", "/uninstall", status=404)["error"]


def test_tokens_and_secrets_do_not_show_in_a_repr(connected: SandboxShop) -> None:
    world = connected.state
    shown = (
        repr(world.settings)
        + repr(world.get_or_create_shop(connected.domain).installation)
        + repr(world.authorization_codes)
    )
    assert connected.token not in shown
    assert world.settings.client_secret not in shown
