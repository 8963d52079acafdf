"""Has label providers send their news to this installation, and watches that they do."""

import logging
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound, NovexError, NoWebhookSecret, describe, to_log_fields
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.carrier_webhook import CarrierWebhook
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.ports.carriers import Carriers
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WatchCarrierWebhooks:
    """An account without a webhook secret is left alone: its news are not sent here, or a person has not decided.

    `urls` are the addresses of this installation. The first is registered; one of the others may have been, by hand.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    carriers: Carriers
    nonces: Nonces
    urls: tuple[str, ...]

    def __call__(self) -> None:
        """Look at each account, register what is missing or disabled, and store what a person should know."""
        with self.unit_of_work.read() as tx:
            accounts = tx.carrier_accounts.list_all()
        for account in accounts:
            if account.webhook_secret:
                self._store(account, self._repair(account))
            else:
                self._store(account, None)

    def check(self, account_id: int) -> CarrierWebhook | None:
        """Ask EasyPost whether it takes the key, and return the webhook that sends here, if there is one.

        Raises `NotFound`, and as `Carriers`: `CarriersAccessDenied` for a key that is wrong or of the other mode.
        """
        with self.unit_of_work.read() as tx:
            account = tx.carrier_accounts.get(account_id)
        if account is None:
            raise NotFound(f"There is no carrier account {account_id}.")
        return self.find(account)

    def register(self, account_id: int) -> None:
        """Have an account's news sent here; one without a webhook secret gets one.

        Raises `NotFound`, `NoWebhookSecret`, and as `Carriers`.
        """
        with self.unit_of_work() as tx:
            account = tx.carrier_accounts.get(account_id)
            if account is None:
                raise NotFound(f"There is no carrier account {account_id}.")
            if account.webhook_secret is None:
                secret = Secret(self.nonces.generate())
                if not account.is_stored:
                    raise NoWebhookSecret
                account = tx.carrier_accounts.save(account.shop_domain, account.mode, account.api_key, secret)
            subject = AuditSubject(AuditedKind.CARRIER_ACCOUNT, str(account.id), account.shop_domain)
            tx.audit_log.record(AuditAction.CARRIER_WEBHOOK_REGISTERED, subject, after={"url": self.urls[0]})
            tx.commit()  # before EasyPost signs with the secret
        self.carriers.register_webhook(account, self._choose_url(account))
        self._store(account, None)

    def find(self, account: CarrierAccount) -> CarrierWebhook | None:
        """Find the webhook that sends here; None if there is none. Raises as `Carriers`."""
        found = (self.carriers.find_webhook(account, url) for url in self.urls)
        return next(filter(None, found), None)

    def _repair(self, account: CarrierAccount) -> str | None:
        """Returns what a person should know."""
        try:
            known = self.find(account)
            if known and known.disabled_at is None:
                return None
            self.carriers.register_webhook(account, known.url if known else self.urls[0])
        except NovexError as error:
            _log.warning("carrier_webhook.not_checked", extra=to_log_fields(error))
            return describe(error)
        if known is None or known.disabled_at is None:
            _log.info("carrier_webhook.registered", extra={"url": self.urls[0]})
            return None
        _log.warning("carrier_webhook.enabled_again", extra={"disabled_at": known.disabled_at.isoformat()})
        return (
            f"EasyPost had stopped to send news of parcels on {known.disabled_at:%Y-%m-%d %H:%M} UTC, because this"
            " address failed too often. It was asked to send again, and what it did not send was read."
        )

    def _choose_url(self, account: CarrierAccount) -> str:
        known = self.find(account)
        return known.url if known else self.urls[0]

    def _store(self, account: CarrierAccount, problem: str | None) -> None:
        with self.unit_of_work() as tx:
            if problem is None:
                tx.carrier_webhooks.clear_problem(account.shop_domain)
            else:
                tx.carrier_webhooks.save_problem(account.shop_domain, problem, self.clock.now())
            tx.commit()
