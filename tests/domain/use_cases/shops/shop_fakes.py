"""The fakes of a store's connection, and steps that change and read it."""

from datetime import timedelta

from novex_shopify.domain.model.shop import Credentials, Shop
from tests.builders import SHOP
from tests.domain.use_cases.fakes import Fakes


class ShopFakes(Fakes):
    def save_credentials(self, credentials: Credentials | None) -> None:
        with self.unit_of_work() as tx:
            tx.shops.save_credentials(SHOP, credentials)
            tx.commit()

    def claim_refresh(self, lease: timedelta) -> None:
        """Another worker starts to refresh the token."""
        now = self.clock.now()
        with self.unit_of_work() as tx:
            assert tx.shops.claim_refresh(SHOP, now, now + lease)
            tx.commit()

    def get_shop(self) -> Shop:
        with self.unit_of_work() as tx:
            shop = tx.shops.get(SHOP)
        assert shop is not None
        return shop

    def get_credentials(self) -> Credentials:
        """The stored tokens; fails if there are none."""
        credentials = self.find_credentials()
        assert credentials is not None
        return credentials

    def find_credentials(self) -> Credentials | None:
        with self.unit_of_work() as tx:
            return tx.shops.get_credentials(SHOP)

    def list_missed_windows(self) -> list[tuple[timedelta, str]]:
        """How long ago each open window begins, and its reason."""
        with self.unit_of_work() as tx:
            return [(self.clock.now() - window.since, window.reason) for window in tx.missed_windows.list_open()]
