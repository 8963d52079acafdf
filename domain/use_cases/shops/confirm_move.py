"""Confirms that the installation has another address now."""

from dataclasses import dataclass

from novex_shopify.domain.errors import AddressNotPublic
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.resource_keys import ADDRESS_KEY
from novex_shopify.domain.use_cases.shops.check_address import CheckAddress


@dataclass(frozen=True, slots=True)
class ConfirmMove:
    """Stores the new address, has every store's webhooks sent there, and releases the work that waited."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock
    address: CheckAddress
    sandbox_url: str | None = None
    """What stands in for Shopify, and reaches this machine as well."""

    def __call__(self) -> str | None:
        """Return the previous address; None, with no change, if there is nothing to confirm.

        Raises `AddressNotPublic`, as for a command that is run where `APP_URL` is not set.
        """
        now = self.clock.now()
        with self.unit_of_work() as tx:
            previous = self.address.find_previous(tx)
            if previous is None:
                return None
            if _is_public(previous) and not (self.sandbox_url or _is_public(self.address.app_url)):
                raise AddressNotPublic(previous, self.address.app_url)
            tx.installation.replace_app_url(self.address.app_url, now)
            for shop in tx.shops.list_all():
                if shop.connected:
                    tx.subscriptions.schedule_check(shop.domain, now)
                    tx.imports.release(shop.domain, now)
                    tx.pushes.release(shop.domain, now)
                tx.events.release(shop.domain, (ADDRESS_KEY,), now)
            tx.audit_log.record(
                AuditAction.MOVE_CONFIRMED,
                AuditSubject(AuditedKind.INSTALLATION),
                {"app_url": previous},
                {"app_url": self.address.app_url},
            )
            tx.commit()
        for work in Work:
            self.notifier.notify(work)
        return previous


def _is_public(app_url: str) -> bool:
    return app_url.startswith("https://")
