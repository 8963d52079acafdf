"""Encrypts stored tokens, secrets of authenticator apps, keys of carriers and notification channels with a new key."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from novex_shopify.domain.errors import TokenUnreadable
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.user import User
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

_Owner = TypeVar("_Owner")


@dataclass(frozen=True, slots=True)
class KeyRotationResult:
    """How much was re-encrypted of stores' tokens, users' apps, carriers' accounts and channels, and what was not.

    Users are named by their e-mail addresses, accounts by their store (None is the account of all stores), channels by
    their names.
    """

    reencrypted: int
    unreadable: tuple[ShopDomain, ...]
    reencrypted_apps: int = 0
    unreadable_apps: tuple[str, ...] = ()
    reencrypted_accounts: int = 0
    unreadable_accounts: tuple[ShopDomain | None, ...] = ()
    reencrypted_channels: int = 0
    unreadable_channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RotateKeys:
    """Re-encrypts with the first key everything that another key encrypted.

    Each store and user has a transaction of its own, so that workers can go on, and a run that was stopped can be
    repeated.
    """

    unit_of_work: UnitOfWork

    def __call__(self) -> KeyRotationResult:
        with self.unit_of_work.read() as tx:
            domains = [shop.domain for shop in tx.shops.list_all()]
            accounts = tx.carrier_accounts.list_ids()
            channels = tx.notification_channels.list_names()
            users = [tx.users.get(user_id) for user_id in tx.second_factors.list_user_ids()]
        tokens, unreadable = _reencrypt_each(domains, self._reencrypt_tokens)
        apps, unreadable_apps = _reencrypt_each([user for user in users if user], self._reencrypt_app)
        keys, unreadable_keys = _reencrypt_each(accounts, self._reencrypt_account)
        renewed, unreadable_channels = _reencrypt_each(channels, self._reencrypt_channel)
        return KeyRotationResult(
            reencrypted=tokens,
            unreadable=unreadable,
            reencrypted_apps=apps,
            unreadable_apps=tuple(user.email for user in unreadable_apps),
            reencrypted_accounts=keys,
            unreadable_accounts=tuple(accounts[each] for each in unreadable_keys),
            reencrypted_channels=renewed,
            unreadable_channels=tuple(channels[each] for each in unreadable_channels),
        )

    def _reencrypt_tokens(self, domain: ShopDomain) -> bool:
        with self.unit_of_work() as tx:
            changed = tx.shops.reencrypt_credentials(domain)
            if changed:
                tx.audit_log.record(AuditAction.KEYS_ROTATED, AuditSubject.of_store(domain))
            tx.commit()
        return changed

    def _reencrypt_app(self, user: User) -> bool:
        with self.unit_of_work() as tx:
            changed = tx.second_factors.reencrypt(user.id)
            if changed:
                tx.audit_log.record(AuditAction.KEYS_ROTATED, AuditSubject(AuditedKind.USER, str(user.id)))
            tx.commit()
        return changed

    def _reencrypt_account(self, account_id: int) -> bool:
        with self.unit_of_work() as tx:
            changed = tx.carrier_accounts.reencrypt(account_id)
            if changed:
                subject = AuditSubject(AuditedKind.CARRIER_ACCOUNT, str(account_id))
                tx.audit_log.record(AuditAction.KEYS_ROTATED, subject)
            tx.commit()
        return changed

    def _reencrypt_channel(self, channel_id: int) -> bool:
        with self.unit_of_work() as tx:
            changed = tx.notification_channels.reencrypt(channel_id)
            if changed:
                subject = AuditSubject(AuditedKind.NOTIFICATION_CHANNEL, str(channel_id))
                tx.audit_log.record(AuditAction.KEYS_ROTATED, subject)
            tx.commit()
        return changed


def _reencrypt_each(owners: Iterable[_Owner], reencrypt: Callable[[_Owner], bool]) -> tuple[int, tuple[_Owner, ...]]:
    """How many were re-encrypted, and those that no key decrypts."""
    count, unreadable = 0, []
    for owner in owners:
        try:
            count += reencrypt(owner)
        except TokenUnreadable:
            unreadable.append(owner)
    return count, tuple(unreadable)
