"""The installation in memory."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State

_APP_URL = "app_url"


@dataclass(frozen=True, slots=True)
class MemoryInstallation:
    """The port `Installation`."""

    state: State

    def get_app_url(self) -> str | None:
        return self.state.installation.get(_APP_URL)

    def record_app_url(self, app_url: str, now: datetime) -> None:
        self.state.installation.setdefault(_APP_URL, app_url)

    def replace_app_url(self, app_url: str, now: datetime) -> None:
        self.state.installation[_APP_URL] = app_url
