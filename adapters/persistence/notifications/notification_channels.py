"""`shopify_notification_channels`. Addresses and keys are stored encrypted, and people's addresses with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import delete, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.json_document import to_json
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.errors import InvalidChannel
from novex_shopify.domain.model.notification_channel import ChannelKind, NotificationChannel
from novex_shopify.domain.model.secret import Secret


class NotificationChannelRow(Row, table=True):
    """A channel. `target` is the URL, or a JSON list of e-mail addresses of colleagues; encrypted, as is the key."""

    __tablename__ = "shopify_notification_channels"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    name: str = Field(unique=True)
    kind: str
    target: bytes
    signing_key: bytes | None = None
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pause_reason: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SqlNotificationChannels:
    """The port `NotificationChannels`."""

    session: Session
    cipher: TokenCipher

    def add(self, channel: NotificationChannel) -> NotificationChannel:
        if self.session.exec(
            select(NotificationChannelRow.id).where(NotificationChannelRow.name == channel.name)
        ).first():
            raise InvalidChannel(f"There is a channel named {channel.name}.", "name")
        target = channel.url or Secret(to_json(list(channel.recipients)))
        row = NotificationChannelRow(
            name=channel.name,
            kind=channel.kind,
            target=self.cipher.encrypt(target),
            signing_key=self.cipher.encrypt(channel.signing_secret) if channel.signing_secret else None,
            paused_at=channel.paused_at,
            pause_reason=channel.pause_reason,
            created_at=channel.created_at,
        )
        self.session.add(row)
        self.session.flush()
        return self._to_channel(row)

    def get(self, channel_id: int) -> NotificationChannel | None:
        row = self.session.get(NotificationChannelRow, channel_id, populate_existing=True)
        return self._to_channel(row) if row else None

    def list_all(self) -> Sequence[NotificationChannel]:
        rows = self.session.exec(select(NotificationChannelRow).order_by(col(NotificationChannelRow.id)))
        return [self._to_channel(row) for row in rows]

    def list_names(self) -> Mapping[int, str]:
        columns = select(NotificationChannelRow.id, NotificationChannelRow.name)
        rows = self.session.exec(columns.order_by(col(NotificationChannelRow.id)))
        return {channel_id: name for channel_id, name in rows if channel_id is not None}

    def list_active_ids(self) -> Sequence[int]:
        active = select(NotificationChannelRow.id).where(col(NotificationChannelRow.paused_at).is_(None))
        return [each for each in self.session.exec(active.order_by(col(NotificationChannelRow.id))) if each is not None]

    def save_pause(self, channel: NotificationChannel) -> None:
        this = update(NotificationChannelRow).where(col(NotificationChannelRow.id) == channel.id)
        values = {"paused_at": channel.paused_at, "pause_reason": channel.pause_reason}
        self.session.connection().execute(this.values(**values))

    def remove(self, channel_id: int) -> None:
        this = delete(NotificationChannelRow).where(col(NotificationChannelRow.id) == channel_id)
        self.session.connection().execute(this)

    def reencrypt(self, channel_id: int) -> bool:
        row = self.session.get(NotificationChannelRow, channel_id, populate_existing=True, with_for_update=True)
        if row is None:
            return False
        renewed = self.cipher.renew({"target": row.target, "signing_key": row.signing_key})
        if not renewed:
            return False
        this = update(NotificationChannelRow).where(col(NotificationChannelRow.id) == channel_id)
        self.session.connection().execute(this.values(**renewed))
        return True

    def _to_channel(self, row: NotificationChannelRow) -> NotificationChannel:
        assert row.id is not None
        kind, target = ChannelKind(row.kind), self.cipher.decrypt(row.target)
        is_email = kind is ChannelKind.EMAIL
        return NotificationChannel(
            id=row.id,
            name=row.name,
            kind=kind,
            created_at=row.created_at,
            recipients=msgspec.json.decode(target.value, type=tuple[str, ...]) if is_email else (),
            url=None if is_email else target,
            signing_secret=self.cipher.decrypt(row.signing_key) if row.signing_key else None,
            paused_at=row.paused_at,
            pause_reason=row.pause_reason,
        )
