"""Calls something after a session has committed."""

from collections.abc import Callable

from sqlalchemy import event, orm

_ACTIONS = "novex_shopify.after_commit"


def call_after_commit(session: orm.Session, action: Callable[[], None]) -> None:
    """Call it once, after the session's transaction is committed; never if it is rolled back."""
    session.info.setdefault(_ACTIONS, []).append(action)
    if not event.contains(session, "after_commit", _run):
        event.listen(session, "after_commit", _run)
        event.listen(session, "after_rollback", _forget)


def _run(session: orm.Session) -> None:
    if not session.in_nested_transaction():  # SQLAlchemy reports savepoints too
        for action in session.info.pop(_ACTIONS, ()):
            action()


def _forget(session: orm.Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_ACTIONS, None)
