"""Who uses the console, in memory."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.console_session import ConsoleSession, SignInFailures


@dataclass(frozen=True, slots=True)
class MemoryConsoleAccess:
    """The port `ConsoleAccess`."""

    state: State

    def failures(self, source: str, now: datetime) -> SignInFailures:
        """The failures of a source."""
        return self.state.console_failures.get(source, SignInFailures(0, now))

    def keep_failures(self, source: str, failures: SignInFailures) -> None:
        """Replace what is known of a source."""
        self.state.console_failures[source] = failures

    def forget_failures(self, source: str) -> None:
        """A source has given the right password."""
        self.state.console_failures.pop(source, None)

    def open(self, session: ConsoleSession) -> None:
        """Keep a sign-in."""
        self.state.console_sessions[session.key] = session

    def is_open(self, key: str, now: datetime) -> bool:
        """Whether a sign-in of this key is known and not over."""
        session = self.state.console_sessions.get(key)
        return session is not None and session.expires_at > now

    def close(self, key: str) -> None:
        """End a sign-in."""
        self.state.console_sessions.pop(key, None)

    def forget_expired(self, now: datetime, failed_before: datetime) -> None:
        """Drop what is over."""
        sessions, failures = self.state.console_sessions, self.state.console_failures
        for key in [key for key, session in sessions.items() if session.expires_at <= now]:
            del sessions[key]
        for source in [source for source, each in failures.items() if each.last_at < failed_before]:
            del failures[source]
