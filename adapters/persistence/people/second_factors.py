"""`shopify_console_second_factors` and `shopify_console_recovery_codes`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.persistence.batch_statements import insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.second_factor import SecondFactor


class SecondFactorRow(Row, table=True):
    __tablename__ = "shopify_console_second_factors"

    user_id: int = Field(primary_key=True, foreign_key="shopify_console_users.id", sa_type=BigId)
    secret: bytes
    added_at: datetime = Field(sa_type=UtcDateTime)
    confirmed: bool
    last_step: int
    """The latest 30 seconds whose code was used."""


class RecoveryCodeRow(Row, table=True):
    __tablename__ = "shopify_console_recovery_codes"

    code_hash: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="shopify_console_users.id", index=True, sa_type=BigId)


@dataclass(frozen=True, slots=True)
class SqlSecondFactors:
    """The port `SecondFactors`."""

    session: Session
    cipher: TokenCipher

    def get(self, user_id: int) -> SecondFactor | None:
        row = self._get_row(user_id)
        return SecondFactor(row.user_id, self.cipher.decrypt(row.secret), row.added_at, row.confirmed) if row else None

    def put(self, factor: SecondFactor) -> None:
        values = {
            "user_id": factor.user_id,
            "secret": self.cipher.encrypt(factor.secret),
            "added_at": factor.added_at,
            "confirmed": factor.confirmed,
            "last_step": 0,
        }
        replace = overwrite_on_conflict(("user_id",), ("secret", "added_at", "confirmed", "last_step"))
        insert_many(self.session, SecondFactorRow, [values], replace)

    def confirm(self, user_id: int) -> None:
        this = update(SecondFactorRow).where(col(SecondFactorRow.user_id) == user_id)
        self.session.connection().execute(this.values(confirmed=True))

    def delete(self, user_id: int) -> None:
        self.session.connection().execute(delete(SecondFactorRow).where(col(SecondFactorRow.user_id) == user_id))
        self._delete_recovery_codes(user_id)

    def use_step(self, user_id: int, step: int) -> bool:
        this = update(SecondFactorRow).where(
            col(SecondFactorRow.user_id) == user_id, col(SecondFactorRow.last_step) < step
        )
        return self.session.connection().execute(this.values(last_step=step)).rowcount == 1

    def put_recovery_codes(self, user_id: int, hashes: Collection[str]) -> None:
        self._delete_recovery_codes(user_id)
        insert_many(self.session, RecoveryCodeRow, [{"code_hash": each, "user_id": user_id} for each in hashes])

    def use_recovery_code(self, user_id: int, code_hash: str) -> bool:
        this = delete(RecoveryCodeRow).where(
            col(RecoveryCodeRow.user_id) == user_id, col(RecoveryCodeRow.code_hash) == code_hash
        )
        return self.session.connection().execute(this).rowcount == 1

    def count_recovery_codes(self, user_id: int) -> int:
        return self.session.exec(
            select(func.count()).select_from(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id)
        ).one()

    def list_user_ids(self) -> Collection[int]:
        return self.session.exec(select(SecondFactorRow.user_id).order_by(col(SecondFactorRow.user_id))).all()

    def reencrypt(self, user_id: int) -> bool:
        row = self._get_row(user_id, lock=True)
        if row is None:
            return False
        renewed = self.cipher.renew({"secret": row.secret})
        if not renewed:
            return False
        this = update(SecondFactorRow).where(col(SecondFactorRow.user_id) == user_id)
        self.session.connection().execute(this.values(**renewed))
        return True

    def _get_row(self, user_id: int, *, lock: bool = False) -> SecondFactorRow | None:
        return self.session.get(SecondFactorRow, user_id, populate_existing=True, with_for_update=lock)

    def _delete_recovery_codes(self, user_id: int) -> None:
        self.session.connection().execute(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.user_id) == user_id))
