"""Sign-ins to the console, in memory."""

from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.console_session import ConsoleSession, SignInFailures


@dataclass(frozen=True, slots=True)
class MemoryConsoleAccess:
    """The port `ConsoleAccess`."""

    state: State

    def get_failures(self, source: str, now: datetime) -> SignInFailures:
        return self.state.sign_in_failures.get(source, SignInFailures(0, now))

    def lock_failures(self, source: str, now: datetime) -> SignInFailures:
        return self.get_failures(source, now)

    def save_failures(self, source: str, failures: SignInFailures) -> None:
        self.state.sign_in_failures[source] = failures

    def open_session(self, session: ConsoleSession) -> None:
        self.state.console_sessions[session.token_hash] = session

    def find_session(self, token_hash: str, now: datetime) -> ConsoleSession | None:
        session = self.state.console_sessions.get(token_hash)
        return session if session and session.expires_at > now else None

    def record_use(self, token_hash: str, now: datetime) -> None:
        if session := self.state.console_sessions.get(token_hash):
            self.state.console_sessions[token_hash] = replace(session, used_at=now)

    def close_session(self, token_hash: str) -> None:
        self.state.console_sessions.pop(token_hash, None)

    def close_all_sessions(self) -> None:
        self.state.console_sessions.clear()

    def delete_expired(self, now: datetime, failed_before: datetime, signed_in_before: datetime) -> None:
        sessions, failures = self.state.console_sessions, self.state.sign_in_failures
        for key in [key for key, session in sessions.items() if session.expires_at <= now]:
            del sessions[key]
        for source, each in list(failures.items()):
            is_forgotten = each.signed_in_at is None or each.signed_in_at < signed_in_before
            if is_forgotten and each.last_failed_at < failed_before:
                del failures[source]
