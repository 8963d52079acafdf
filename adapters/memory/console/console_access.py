"""Sign-ins to the console, in memory."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.console_session import ConsoleSession, SignInFailures


@dataclass(frozen=True, slots=True)
class MemoryConsoleAccess:
    """The port `ConsoleAccess`."""

    state: State

    def get_failures(self, source: str, now: datetime) -> SignInFailures:
        return self.state.sign_in_failures.get(source, SignInFailures(0, now))

    def save_failures(self, source: str, failures: SignInFailures) -> None:
        self.state.sign_in_failures[source] = failures

    def delete_failures(self, source: str) -> None:
        self.state.sign_in_failures.pop(source, None)

    def open_session(self, session: ConsoleSession) -> None:
        self.state.console_sessions[session.token_hash] = session

    def is_session_open(self, token_hash: str, now: datetime) -> bool:
        session = self.state.console_sessions.get(token_hash)
        return session is not None and session.expires_at > now

    def close_session(self, token_hash: str) -> None:
        self.state.console_sessions.pop(token_hash, None)

    def delete_expired(self, now: datetime, failed_before: datetime) -> None:
        sessions, failures = self.state.console_sessions, self.state.sign_in_failures
        for key in [key for key, session in sessions.items() if session.expires_at <= now]:
            del sessions[key]
        for source in [source for source, each in failures.items() if each.last_failed_at < failed_before]:
            del failures[source]
