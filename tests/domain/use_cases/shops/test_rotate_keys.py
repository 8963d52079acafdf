"""The key of the stored tokens changes without a moment in which a token is unreadable."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.errors import TokenUnreadable
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.notification_channel import ChannelKind, NotificationChannel
from novex_shopify.domain.model.second_factor import SecondFactor
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.use_cases.shops.rotate_keys import KeyRotationResult, RotateKeys
from tests.audited_world import read_audit_log
from tests.builders import NOON, OTHER_SHOP, SHOP, a_shop, credentials
from tests.databases import truncate_tables

OLD_KEY, NEW_KEY, LOST_KEY = (Secret(Fernet.generate_key().decode()) for _ in range(3))


@pytest.fixture
def database(migrated_sqlite: Engine) -> Engine:
    """An empty database; in memory nothing is encrypted."""
    truncate_tables(migrated_sqlite)
    return migrated_sqlite


def open_database(engine: Engine, *keys: Secret) -> SqlUnitOfWork:
    return SqlUnitOfWork(engine, TokenCipher(keys), BuiltinErp)


def save_shop(unit_of_work: SqlUnitOfWork, domain: ShopDomain) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop(domain=domain))
        tx.shops.save_credentials(domain, credentials())
        tx.commit()


def test_every_token_is_encrypted_with_the_first_key(database: Engine) -> None:
    save_shop(open_database(database, OLD_KEY), SHOP)
    save_shop(open_database(database, NEW_KEY), OTHER_SHOP)
    rotate = RotateKeys(open_database(database, NEW_KEY, OLD_KEY))
    assert rotate() == KeyRotationResult(1, ())
    with open_database(database, NEW_KEY)() as tx:
        assert [tx.shops.get_credentials(shop) for shop in (SHOP, OTHER_SHOP)] == [credentials(), credentials()]
    assert rotate() == KeyRotationResult(0, ())
    entries = read_audit_log(open_database(database, NEW_KEY))
    assert [(entry.action, entry.subject.shop) for entry in entries] == [(AuditAction.KEYS_ROTATED, SHOP)]


def test_a_token_that_no_key_decrypts_is_reported_and_stops_no_other(database: Engine) -> None:
    save_shop(open_database(database, LOST_KEY), OTHER_SHOP)
    save_shop(open_database(database, OLD_KEY), SHOP)
    assert RotateKeys(open_database(database, NEW_KEY, OLD_KEY))() == KeyRotationResult(1, (OTHER_SHOP,))
    with open_database(database, NEW_KEY)() as tx:
        assert tx.shops.get_credentials(SHOP) == credentials()
        with pytest.raises(TokenUnreadable):
            tx.shops.get_credentials(OTHER_SHOP)


def test_authenticator_apps_follow_the_keys_too(database: Engine) -> None:
    with open_database(database, OLD_KEY)() as tx:
        app = SecondFactor(tx.users.add("anna@example.com", "Anna", Role.VIEWER, NOON).id, Secret("JBSWY3DP"), NOON)
        tx.second_factors.put(app)
        tx.commit()
    with open_database(database, LOST_KEY)() as tx:
        lost = tx.users.add("bert@example.com", "Bert", Role.VIEWER, NOON)
        tx.second_factors.put(replace(app, user_id=lost.id))
        tx.commit()
    result = RotateKeys(open_database(database, NEW_KEY, OLD_KEY))()
    assert (result.reencrypted_apps, result.unreadable_apps) == (1, ("bert@example.com",))
    with open_database(database, NEW_KEY)() as tx:
        assert tx.second_factors.get(app.user_id) == app


def test_the_keys_of_carriers_follow_too(database: Engine) -> None:
    with open_database(database, OLD_KEY)() as tx:
        account = tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key-1"), Secret("hook"))
        tx.commit()
    with open_database(database, LOST_KEY)() as tx:
        tx.carrier_accounts.save(SHOP, CarrierMode.TEST, Secret("key-2"), None)
        tx.commit()
    result = RotateKeys(open_database(database, NEW_KEY, OLD_KEY))()
    assert (result.reencrypted_accounts, result.unreadable_accounts) == (1, (SHOP,))
    with open_database(database, NEW_KEY)() as tx:
        assert tx.carrier_accounts.get(account.id) == account


def test_the_addresses_of_notification_channels_follow_too(database: Engine) -> None:
    url, secret = Secret("https://hooks.slack.com/x"), Secret("whsec_a")
    with open_database(database, OLD_KEY)() as tx:
        channel = NotificationChannel(0, "Team", ChannelKind.WEBHOOK, NOON, url=url, signing_secret=secret)
        added = tx.notification_channels.add(channel)
        tx.commit()
    with open_database(database, LOST_KEY)() as tx:
        tx.notification_channels.add(replace(channel, name="Lost"))
        tx.commit()
    result = RotateKeys(open_database(database, NEW_KEY, OLD_KEY))()
    assert (result.reencrypted_channels, result.unreadable_channels) == (1, ("Lost",))
    with open_database(database, NEW_KEY)() as tx:
        assert tx.notification_channels.get(added.id) == added
