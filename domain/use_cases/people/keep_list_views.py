"""Keeps how a person wants to see a list. No one else sees it, so the audit log says nothing of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import InvalidListView, NotFound
from novex_shopify.domain.model.list_view import MAX_LIST_VIEWS, MAX_VIEW_NAME, ListView
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True, slots=True)
class KeepListViews:
    """Saves, renames and deletes the views of one person."""

    unit_of_work: UnitOfWork

    def list_all(self, owner: str, list_path: str) -> Sequence[ListView]:
        """List the person's views, by name; the one without a name has the columns of the list itself."""
        with self.unit_of_work.read() as tx:
            return tx.list_views.list_all(owner, list_path)

    def save(self, view: ListView) -> None:
        """Save a view in place of the one with its name. Raises `InvalidListView`."""
        with self.unit_of_work() as tx:
            known = tx.list_views.list_all(view.owner, view.list_path)
            if len(known) > MAX_LIST_VIEWS and view.name not in (each.name for each in known):
                raise InvalidListView(f"You have {MAX_LIST_VIEWS} views already. Delete one first.")
            tx.list_views.save(view)
            tx.commit()

    def rename(self, owner: str, list_path: str, name: str, new_name: str) -> None:
        """Give a view another name. Raises `NotFound` and `InvalidListView`."""
        new_name = check_view_name(new_name)
        with self.unit_of_work() as tx:
            view = _get(tx, owner, list_path, name)
            if new_name != name and any(each.name == new_name for each in tx.list_views.list_all(owner, list_path)):
                raise InvalidListView(f"You have a view {new_name} already.")
            tx.list_views.delete(owner, list_path, name)
            tx.list_views.save(replace(view, name=new_name))
            tx.commit()

    def delete(self, owner: str, list_path: str, name: str) -> None:
        """Delete a view. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            _get(tx, owner, list_path, name)
            tx.list_views.delete(owner, list_path, name)
            tx.commit()


def check_view_name(name: str) -> str:
    """The name without spaces around it. Raises `InvalidListView`."""
    name = " ".join(name.split())
    if not name or len(name) > MAX_VIEW_NAME:
        raise InvalidListView(f"Give the view a name of 1 to {MAX_VIEW_NAME} characters.")
    return name


def _get(tx: Transaction, owner: str, list_path: str, name: str) -> ListView:
    found = next((each for each in tx.list_views.list_all(owner, list_path) if name and each.name == name), None)
    if found is None:
        raise NotFound(f"You have no view {name}.")
    return found
