"""Sessions of the console, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.user import ConsoleSession


@dataclass(frozen=True, slots=True)
class MemoryConsoleSessions:
    """The port `ConsoleSessions`."""

    state: State

    def open(self, session: ConsoleSession) -> None:
        self.state.console_sessions[session.token_hash] = session

    def find(self, token_hash: str, now: datetime) -> ConsoleSession | None:
        session = self.state.console_sessions.get(token_hash)
        return session if session and session.expires_at > now else None

    def list_for_user(self, user_id: int, now: datetime) -> Sequence[ConsoleSession]:
        sessions = self.state.console_sessions.values()
        found = (each for each in sessions if each.user_id == user_id and each.expires_at > now)
        return sorted(found, key=lambda each: each.used_at, reverse=True)

    def record_use(self, token_hash: str, now: datetime) -> None:
        if session := self.state.console_sessions.get(token_hash):
            self.state.console_sessions[token_hash] = replace(session, used_at=now)

    def close(self, token_hash: str) -> None:
        self.state.console_sessions.pop(token_hash, None)

    def close_all(self, user_id: int) -> None:
        for session in list(self.state.console_sessions.values()):
            if session.user_id == user_id:
                self.close(session.token_hash)

    def delete_expired(self, now: datetime) -> None:
        for session in list(self.state.console_sessions.values()):
            if session.expires_at <= now:
                self.close(session.token_hash)
