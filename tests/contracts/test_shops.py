"""The contract of `Shops`."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.errors import InvalidShopSetting, TokenUnreadable
from novex_shopify.domain.model.connection import ConnectionProblem, ConnectionState
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, ShopProfile
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP, a_shop, credentials


def test_a_shop_is_replaced_without_losing_its_tokens(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, credentials())
        left = replace(a_shop(), uninstalled_at=NOON)
        tx.shops.save(left)
        assert tx.shops.get(SHOP) == left
        assert tx.shops.get_credentials(SHOP) == credentials()


PROBLEM = ConnectionProblem(ConnectionState.PAUSED, NOON, "suspended until its owner pays")


def test_a_connection_problem_is_stored_until_it_ends(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.shops.set_connection_problem(a_shop(), PROBLEM)
        tx.shops.save(replace(a_shop(), api_version="2027-01"))
        assert tx.shops.get(SHOP) == replace(a_shop(), api_version="2027-01", connection_problem=PROBLEM)
        tx.shops.set_connection_problem(a_shop(), None)
        assert tx.shops.get(SHOP) == replace(a_shop(), api_version="2027-01")


def test_a_problem_of_an_earlier_connection_does_not_affect_this_one(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop(installed_at=NOON))
        tx.shops.set_connection_problem(a_shop(installed_at=NOON - HOUR), PROBLEM)
        assert tx.shops.get(SHOP) == a_shop(installed_at=NOON)


def test_a_shop_is_expected_once(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for moment in (NOON, NOON + HOUR):
            tx.shops.expect(SHOP, moment)
        assert [tx.shops.pop_expected(each) for each in (OTHER_SHOP, SHOP, SHOP)] == [False, True, False]


def test_a_shop_awaits_approval_until_it_is_approved(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for awaits_approval in (True, False):
            tx.shops.save(a_shop(awaits_approval=awaits_approval))
            assert tx.shops.get(SHOP) == a_shop(awaits_approval=awaits_approval)


def test_shops_are_listed_by_name(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for domain in (SHOP, OTHER_SHOP):
            tx.shops.save(a_shop(domain=domain))
        assert [shop.domain for shop in tx.shops.list_all()] == [OTHER_SHOP, SHOP]


def test_only_shops_that_were_connected_are_known(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop(uninstalled_at=NOON))
        assert tx.shops.filter_known([SHOP, OTHER_SHOP]) == {SHOP}
        assert tx.shops.filter_known([]) == set()


def test_deleted_tokens_are_no_longer_stored(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        assert tx.shops.get_credentials(SHOP) is None
        tx.shops.save_credentials(SHOP, credentials())
        tx.shops.save_credentials(SHOP, None)
        assert tx.shops.get_credentials(SHOP) is None
        assert tx.shops.get_credentials(OTHER_SHOP) is None


def test_a_permanent_token_has_no_expiry(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, Credentials(Secret("shpat_permanent")))
        assert tx.shops.get_credentials(SHOP) == Credentials(Secret("shpat_permanent"))


def test_one_process_refreshes_a_token_until_it_is_done_or_its_claim_expires(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        assert tx.shops.claim_refresh(SHOP, NOON, NOON + HOUR)
        assert not tx.shops.claim_refresh(SHOP, NOON, NOON + HOUR)
        assert tx.shops.claim_refresh(SHOP, NOON + HOUR, NOON + 2 * HOUR)
        tx.shops.save_credentials(SHOP, credentials(2))
        assert tx.shops.claim_refresh(SHOP, NOON, NOON + HOUR)
        assert not tx.shops.claim_refresh(OTHER_SHOP, NOON, NOON + HOUR)


def test_tokens_are_encrypted_at_rest(engine: Engine) -> None:
    key = Secret(Fernet.generate_key().decode())
    with SqlUnitOfWork(engine, TokenCipher([key]), BuiltinErp)() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, credentials())
        tx.commit()
    with engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT access_token, refresh_token FROM shopify_shops").one()
    assert all(b"shp" not in bytes(column) for column in row)


def test_a_token_is_decrypted_with_every_configured_key_and_no_other(engine: Engine) -> None:
    old, new, foreign = (Secret(Fernet.generate_key().decode()) for _ in range(3))
    with SqlUnitOfWork(engine, TokenCipher([old]), BuiltinErp)() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, credentials())
        tx.commit()
    with SqlUnitOfWork(engine, TokenCipher([new, old]), BuiltinErp)() as tx:
        assert tx.shops.get_credentials(SHOP) == credentials()
    with SqlUnitOfWork(engine, TokenCipher([foreign]), BuiltinErp)() as tx, pytest.raises(TokenUnreadable):
        tx.shops.get_credentials(SHOP)


def test_tokens_are_reencrypted_with_the_first_key_once(engine: Engine) -> None:
    old, new = (Secret(Fernet.generate_key().decode()) for _ in range(2))
    with SqlUnitOfWork(engine, TokenCipher([old]), BuiltinErp)() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, credentials())
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        tx.commit()
    with SqlUnitOfWork(engine, TokenCipher([new, old]), BuiltinErp)() as tx:
        assert tx.shops.reencrypt_credentials(SHOP)
        assert not tx.shops.reencrypt_credentials(SHOP)
        assert not tx.shops.reencrypt_credentials(OTHER_SHOP)
        tx.commit()
    with SqlUnitOfWork(engine, TokenCipher([new]), BuiltinErp)() as tx:
        assert tx.shops.get_credentials(SHOP) == credentials()
    with SqlUnitOfWork(engine, TokenCipher([old]), BuiltinErp)() as tx, pytest.raises(TokenUnreadable):
        tx.shops.reencrypt_credentials(SHOP)


def test_reencrypting_changes_no_token(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, credentials())
        assert not tx.shops.reencrypt_credentials(SHOP)
        assert not tx.shops.reencrypt_credentials(OTHER_SHOP)
        assert tx.shops.get_credentials(SHOP) == credentials()


def test_settings_are_kept_when_a_shop_is_reconnected(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        assert tx.shops.get_settings(SHOP) == ShopSettings()
        tx.shops.save_settings(SHOP, ShopSettings(keep_events_days=30))
        tx.shops.save(a_shop(api_version="2027-01"))
        assert tx.shops.get_settings(SHOP) == ShopSettings(keep_events_days=30)
        assert tx.shops.get_settings(OTHER_SHOP) == ShopSettings()
        assert tx.shops.get_with_settings(SHOP) == (tx.shops.get(SHOP), ShopSettings(keep_events_days=30))
        assert tx.shops.get_with_settings(OTHER_SHOP) == (None, ShopSettings())


def test_events_are_kept_long_enough_to_recognize_repeated_deliveries() -> None:
    with pytest.raises(InvalidShopSetting, match="7 to 3650 days"):
        ShopSettings(keep_events_days=6)
    with pytest.raises(InvalidShopSetting, match="7 to 3650 days"):
        ShopSettings(keep_events_days=999_999_999_999)


def test_tokens_are_replaced_only_if_they_are_those_that_were_used(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_credentials(SHOP, credentials(1))
        assert tx.shops.renew_credentials(SHOP, credentials(1), credentials(2))
        assert not tx.shops.renew_credentials(SHOP, credentials(1), credentials(3))
        assert tx.shops.get_credentials(SHOP) == credentials(2)
        tx.shops.save_credentials(SHOP, None)
        assert not tx.shops.renew_credentials(SHOP, credentials(2), credentials(3))
        assert tx.shops.get_credentials(SHOP) is None


def test_the_country_is_stored_with_the_shop_and_alone(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop(profile=ShopProfile(2**40, "DE", "Europe/Berlin")))
        assert tx.shops.get(SHOP) == a_shop(profile=ShopProfile(2**40, "DE", "Europe/Berlin"))
        tx.shops.set_profile(SHOP, ShopProfile(7, "AT"))
        assert tx.shops.get(SHOP) == a_shop(profile=ShopProfile(7, "AT"))
