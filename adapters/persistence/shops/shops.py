"""`shopify_shops`: stores and their encrypted tokens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, bindparam, delete, or_, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.persistence.batch_statements import insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.persistence.shops.settings_document import to_settings_document, to_shop_settings
from novex_shopify.domain.model.connection import ConnectionProblem, ConnectionState
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, Scopes, Shop, ShopDomain, ShopProfile
from novex_shopify.domain.model.shop_settings import ShopSettings


class ShopRow(Row, table=True):
    """`subscriptions_due_at` is when the store's webhook subscriptions are checked next."""

    __tablename__ = "shopify_shops"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str = Field(unique=True)
    scopes: str
    api_version: str
    installed_at: datetime = Field(sa_type=UtcDateTime)
    uninstalled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    connection_problem: str | None = None
    suspended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    suspension_cause: str | None = None
    access_token: bytes | None = None
    access_token_expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refresh_token: bytes | None = None
    refresh_token_expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refresh_claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    subscriptions_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    subscriptions_error: str | None = None
    shopify_id: int | None = Field(default=None, sa_type=BigInteger)
    country_code: str | None = None
    time_zone: str | None = None
    awaits_approval: bool = False
    shop_settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, sa_column_kwargs={"name": "metadata"})

    def to_domain(self) -> Shop:
        return Shop(
            ShopDomain(self.shop_domain),
            Scopes.parse(self.scopes),
            self.api_version,
            self.installed_at,
            self.uninstalled_at,
            self._to_connection_problem(),
            ShopProfile(self.shopify_id, self.country_code, self.time_zone),
            self.awaits_approval,
        )

    def _to_connection_problem(self) -> ConnectionProblem | None:
        if self.connection_problem is None or self.suspended_at is None:
            return None
        return ConnectionProblem(
            ConnectionState(self.connection_problem), self.suspended_at, self.suspension_cause or ""
        )


_SELECT_SHOP = select(ShopRow).where(ShopRow.shop_domain == bindparam("domain"))


class ExpectedShopRow(Row, table=True):
    """A store whose next installation needs no approval."""

    __tablename__ = "shopify_expected_shops"

    shop_domain: str = Field(primary_key=True)
    expected_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SqlShops:
    """The port `Shops`."""

    session: Session
    cipher: TokenCipher

    def save(self, shop: Shop) -> None:
        row = {
            "shop_domain": shop.domain,
            "scopes": str(shop.scopes),
            "api_version": shop.api_version,
            "installed_at": shop.installed_at,
            "uninstalled_at": shop.uninstalled_at,
            "shopify_id": shop.profile.shopify_id,
            "country_code": shop.profile.country_code,
            "time_zone": shop.profile.time_zone,
            "awaits_approval": shop.awaits_approval,
        }
        insert_many(
            self.session, ShopRow, [row | {"metadata": {}}], overwrite_on_conflict(("shop_domain",), tuple(row)[1:])
        )

    def set_connection_problem(self, shop: Shop, problem: ConnectionProblem | None) -> None:
        same_installation = (col(ShopRow.shop_domain) == shop.domain, col(ShopRow.installed_at) == shop.installed_at)
        columns = {
            "connection_problem": problem.state if problem else None,
            "suspended_at": problem.since if problem else None,
            "suspension_cause": problem.cause if problem else None,
        }
        self.session.connection().execute(update(ShopRow).where(*same_installation).values(**columns))

    def set_profile(self, domain: ShopDomain, profile: ShopProfile) -> None:
        statement = update(ShopRow).where(col(ShopRow.shop_domain) == domain)
        said = {
            "shopify_id": profile.shopify_id,
            "country_code": profile.country_code,
            "time_zone": profile.time_zone,
        }
        self.session.connection().execute(statement.values(**said))

    def get(self, domain: ShopDomain) -> Shop | None:
        return self.get_with_settings(domain)[0]

    def list_all(self) -> Sequence[Shop]:
        return [row.to_domain() for row in self.session.exec(select(ShopRow).order_by(col(ShopRow.shop_domain)))]

    def filter_known(self, domains: Iterable[ShopDomain]) -> set[ShopDomain]:
        found = self.session.exec(select(ShopRow.shop_domain).where(col(ShopRow.shop_domain).in_(list(domains))))
        return {ShopDomain(domain) for domain in found}

    def expect(self, domain: ShopDomain, at: datetime) -> None:
        row = {"shop_domain": domain, "expected_at": at}
        insert_many(self.session, ExpectedShopRow, [row], overwrite_on_conflict(("shop_domain",), ("expected_at",)))

    def pop_expected(self, domain: ShopDomain) -> bool:
        statement = delete(ExpectedShopRow).where(col(ExpectedShopRow.shop_domain) == domain)
        return self.session.connection().execute(statement).rowcount > 0

    def get_settings(self, domain: ShopDomain) -> ShopSettings:
        return self.get_with_settings(domain)[1]

    def get_with_settings(self, domain: ShopDomain) -> tuple[Shop | None, ShopSettings]:
        row = self._fetch_row(domain)
        return (row.to_domain(), to_shop_settings(row.shop_settings)) if row else (None, ShopSettings())

    def list_customer_group(self, domain: ShopDomain) -> frozenset[ShopDomain]:
        group = self.get_settings(domain).customer_group
        if not group:
            return frozenset({domain})
        rows = self.session.exec(select(ShopRow.shop_domain, ShopRow.shop_settings))
        return frozenset(ShopDomain(each) for each, known in rows if to_shop_settings(known).customer_group == group)

    def save_settings(self, domain: ShopDomain, settings: ShopSettings) -> None:
        statement = update(ShopRow).where(col(ShopRow.shop_domain) == domain)
        self.session.connection().execute(statement.values(shop_settings=to_settings_document(settings)))

    def save_credentials(self, domain: ShopDomain, credentials: Credentials | None) -> None:
        self.session.connection().execute(
            update(ShopRow)
            .where(col(ShopRow.shop_domain) == domain)
            .values(**self._encrypt_credentials(credentials), refresh_claimed_until=None)
        )

    def renew_credentials(self, domain: ShopDomain, used: Credentials, renewed: Credentials) -> bool:
        row = self._fetch_row(domain, lock=True)
        if row is None or self._decrypt_credentials(row) != used:
            return False
        self.save_credentials(domain, renewed)
        return True

    def get_credentials(self, domain: ShopDomain) -> Credentials | None:
        row = self._fetch_row(domain)
        return self._decrypt_credentials(row) if row else None

    def _decrypt_credentials(self, row: ShopRow) -> Credentials | None:
        if row.access_token is None:
            return None
        return Credentials(
            self.cipher.decrypt(row.access_token),
            row.access_token_expires_at,
            self.cipher.decrypt(row.refresh_token) if row.refresh_token else None,
            row.refresh_token_expires_at,
        )

    def reencrypt_credentials(self, domain: ShopDomain) -> bool:
        row = self._fetch_row(domain, lock=True)
        if row is None:
            return False
        renewed = self.cipher.renew({"access_token": row.access_token, "refresh_token": row.refresh_token})
        if not renewed:
            return False
        this = update(ShopRow).where(col(ShopRow.shop_domain) == domain)
        self.session.connection().execute(this.values(**renewed))
        return True

    def claim_refresh(self, domain: ShopDomain, now: datetime, until: datetime) -> bool:
        free = or_(col(ShopRow.refresh_claimed_until).is_(None), col(ShopRow.refresh_claimed_until) <= now)
        claimed = self.session.connection().execute(
            update(ShopRow).where(col(ShopRow.shop_domain) == domain, free).values(refresh_claimed_until=until)
        )
        return claimed.rowcount == 1

    def _fetch_row(self, domain: ShopDomain, *, lock: bool = False) -> ShopRow | None:
        statement = _SELECT_SHOP.with_for_update() if lock else _SELECT_SHOP
        return self.session.exec(statement, params={"domain": domain}).one_or_none()

    def _encrypt_credentials(self, credentials: Credentials | None) -> dict[str, Any]:
        if credentials is None:
            return dict.fromkeys(
                ("access_token", "access_token_expires_at", "refresh_token", "refresh_token_expires_at")
            )
        return {
            "access_token": self.cipher.encrypt(credentials.access_token),
            "access_token_expires_at": credentials.access_token_expires_at,
            "refresh_token": self._encrypt_optional(credentials.refresh_token),
            "refresh_token_expires_at": credentials.refresh_token_expires_at,
        }

    def _encrypt_optional(self, secret: Secret | None) -> bytes | None:
        return self.cipher.encrypt(secret) if secret else None
