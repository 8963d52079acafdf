"""The contract of `ListViews`."""

from novex_shopify.domain.model.list_view import ListView
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

LATE = ListView("7", "/console/orders", "Late", "state=blocked&sort=date", ("order", "date"))
COLUMNS = ListView("7", "/console/orders", columns=("order", "po"))


def test_each_person_keeps_views_of_each_list(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for view in (LATE, COLUMNS, ListView("8", "/console/orders", "Late"), ListView("7", "/console/events", "Mine")):
            tx.list_views.save(view)
        assert list(tx.list_views.list_all("7", "/console/orders")) == [COLUMNS, LATE]
        again = ListView("7", "/console/orders", "Late", "", ("order",))
        tx.list_views.save(again)
        assert list(tx.list_views.list_all("7", "/console/orders")) == [COLUMNS, again]
        assert tx.list_views.delete("7", "/console/orders", "Late")
        assert not tx.list_views.delete("7", "/console/orders", "Late")
        assert list(tx.list_views.list_all("7", "/console/orders")) == [COLUMNS]
        assert list(tx.list_views.list_all("9", "/console/orders")) == []
