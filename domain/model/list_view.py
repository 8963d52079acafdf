"""How a person wants to see a list of the console."""

from dataclasses import dataclass

MAX_LIST_VIEWS = 20
"""As many views of a list may one person keep."""

MAX_VIEW_NAME = 40


@dataclass(frozen=True, slots=True)
class ListView:
    """A view of a person: filters and order as in an address, and columns. `owner` is the id of the user.

    The one without a name says which columns the list has where no view is chosen.
    """

    owner: str
    list_path: str
    name: str = ""
    query: str = ""
    columns: tuple[str, ...] = ()
