"""Expiring tokens, their rotation and their end."""

from typing import Any

from tests.entrypoints.sandbox.harness import Store, Time


def expiring(store: Store) -> Any:
    answer = store.token_request(code=store.consent()["code"], expiring="1")
    assert answer.status_code == 200
    return answer.json()


def refreshed(store: Store, refresh_token: str) -> Any:
    return store.token_request(grant_type="refresh_token", refresh_token=refresh_token)


def opens(store: Store, token: str) -> bool:
    store.token = token
    return store.call("{ shop { name } }").status_code == 200


def test_an_expiring_token_tells_both_lifetimes(store: Store) -> None:
    pair = expiring(store)
    assert (pair["expires_in"], pair["refresh_token_expires_in"]) == (3600, 7_776_000)


def test_an_expiring_token_stops_working_after_an_hour(store: Store, time: Time) -> None:
    pair = expiring(store)
    time.pass_by(3599)
    assert opens(store, pair["access_token"])
    time.pass_by(1)
    assert not opens(store, pair["access_token"])


def test_a_refresh_makes_a_new_pair_and_lets_the_old_token_run_out(store: Store) -> None:
    old = expiring(store)
    new = refreshed(store, old["refresh_token"]).json()
    assert new["access_token"] != old["access_token"]
    assert new["refresh_token"] != old["refresh_token"]
    assert opens(store, old["access_token"])
    assert opens(store, new["access_token"])


def test_a_repeated_refresh_answers_with_the_same_pair_for_a_short_while(store: Store, time: Time) -> None:
    old = expiring(store)
    new = refreshed(store, old["refresh_token"]).json()
    time.pass_by(30)
    again = refreshed(store, old["refresh_token"]).json()
    assert (again["access_token"], again["refresh_token"]) == (new["access_token"], new["refresh_token"])
    time.pass_by(60)
    dead = refreshed(store, old["refresh_token"])
    assert (dead.status_code, dead.json()["error"]) == (400, "invalid_grant")


def test_a_second_refresh_ends_the_repetition_of_the_first(store: Store) -> None:
    first = expiring(store)
    second = refreshed(store, first["refresh_token"]).json()
    refreshed(store, second["refresh_token"])
    assert refreshed(store, first["refresh_token"]).status_code == 400


def test_a_second_installation_ends_the_first_refresh_token_at_once(store: Store) -> None:
    first = expiring(store)
    second = expiring(store)
    assert refreshed(store, first["refresh_token"]).status_code == 400
    assert opens(store, first["access_token"])
    assert opens(store, second["access_token"])


def test_a_refresh_token_lasts_ninety_days(store: Store, time: Time) -> None:
    pair = expiring(store)
    time.pass_by(90 * 24 * 3600)
    assert refreshed(store, pair["refresh_token"]).status_code == 400


def test_client_credentials_give_a_token_of_a_day_once_the_app_is_installed(store: Store) -> None:
    assert store.token_request(grant_type="client_credentials").status_code == 400
    store.control("POST", "/install", {"scopes": ["read_products"]})
    answer = store.token_request(grant_type="client_credentials").json()
    assert (answer["scope"], answer["expires_in"]) == ("read_products", 86_399)
    assert "refresh_token" not in answer
    assert opens(store, answer["access_token"])


def test_uninstalling_ends_every_token_and_subscription(connected: Store) -> None:
    connected.subscribe("ORDERS_CREATE")
    connected.control("POST", "/uninstall")
    assert connected.call("{ shop { name } }").status_code == 401
    assert connected.control("GET")["subscriptions"] == []
    assert "not installed" in connected.control("POST", "/uninstall", status=404)["error"]


def test_tokens_and_secrets_do_not_show_in_a_repr(connected: Store) -> None:
    world = connected.world
    shown = repr(world.settings) + repr(world.shop(connected.shop).installation) + repr(world.codes)
    assert connected.token not in shown
    assert world.settings.client_secret not in shown
