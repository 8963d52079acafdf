"""`shipping_carrier_accounts`. Keys are stored encrypted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.persistence.batch_statements import insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.column_types import BigId
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopDomain

_ALL_STORES = ""
"""In the column, which is unique: NULL would be different from itself."""


class CarrierAccountRow(Row, table=True):
    __tablename__ = "shipping_carrier_accounts"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str = Field(unique=True)
    mode: str
    api_key: bytes
    webhook_secret: bytes | None = None


@dataclass(frozen=True, slots=True)
class SqlCarrierAccounts:
    """The port `CarrierAccounts`."""

    session: Session
    cipher: TokenCipher
    default: CarrierAccount | None = None
    """The account of all stores that have none, while none is stored; its id is 0."""

    def save(
        self, shop: ShopDomain | None, mode: CarrierMode, api_key: Secret, webhook_secret: Secret | None
    ) -> CarrierAccount:
        row = {
            "shop_domain": shop or _ALL_STORES,
            "mode": mode,
            "api_key": self.cipher.encrypt(api_key),
            "webhook_secret": self.cipher.encrypt(webhook_secret) if webhook_secret else None,
        }
        overwrite = overwrite_on_conflict(("shop_domain",), ("mode", "api_key", "webhook_secret"))
        insert_many(self.session, CarrierAccountRow, [row], overwrite)
        saved = self._find(shop or _ALL_STORES)
        assert saved is not None
        return saved

    def delete(self, account_id: int) -> None:
        self.session.connection().execute(delete(CarrierAccountRow).where(col(CarrierAccountRow.id) == account_id))

    def find(self, shop: ShopDomain) -> CarrierAccount | None:
        return self._find(shop) or self._find(_ALL_STORES) or self.default

    def get(self, account_id: int) -> CarrierAccount | None:
        if self.default and account_id == self.default.id:
            return self.default
        row = self.session.get(CarrierAccountRow, account_id, populate_existing=True)
        return self._to_account(row) if row else None

    def list_all(self) -> Sequence[CarrierAccount]:
        rows = self.session.exec(select(CarrierAccountRow).order_by(col(CarrierAccountRow.shop_domain)))
        stored = [self._to_account(row) for row in rows]
        is_replaced = any(each.shop_domain is None for each in stored)
        return stored if self.default is None or is_replaced else [self.default, *stored]

    def list_ids(self) -> Mapping[int, ShopDomain | None]:
        columns = select(CarrierAccountRow.id, CarrierAccountRow.shop_domain)
        return {
            account_id: ShopDomain(shop) if shop else None
            for account_id, shop in self.session.exec(columns.order_by(col(CarrierAccountRow.shop_domain)))
            if account_id is not None
        }

    def reencrypt(self, account_id: int) -> bool:
        row = self.session.get(CarrierAccountRow, account_id, populate_existing=True, with_for_update=True)
        if row is None:
            return False
        renewed = self.cipher.renew({"api_key": row.api_key, "webhook_secret": row.webhook_secret})
        if not renewed:
            return False
        this = update(CarrierAccountRow).where(col(CarrierAccountRow.id) == account_id)
        self.session.connection().execute(this.values(**renewed))
        return True

    def _find(self, shop: str) -> CarrierAccount | None:
        row = self.session.exec(select(CarrierAccountRow).where(CarrierAccountRow.shop_domain == shop)).one_or_none()
        return self._to_account(row) if row else None

    def _to_account(self, row: CarrierAccountRow) -> CarrierAccount:
        assert row.id is not None
        return CarrierAccount(
            id=row.id,
            shop_domain=ShopDomain(row.shop_domain) if row.shop_domain else None,
            mode=CarrierMode(row.mode),
            api_key=self.cipher.decrypt(row.api_key),
            webhook_secret=self.cipher.decrypt(row.webhook_secret) if row.webhook_secret else None,
        )
