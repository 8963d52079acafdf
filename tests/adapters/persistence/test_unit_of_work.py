"""An ERP on the same database requests pushes in a session of its own."""

import pytest
import sqlmodel
from sqlalchemy import Engine, make_url, orm, text

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.adapters.persistence.engine import open_engine
from novex_shopify.adapters.persistence.migrate import upgrade
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.use_cases.fulfillment.push_fulfillment import PushFulfillment
from tests.builders import a_link, a_shipment
from tests.databases import CIPHER


@pytest.mark.parametrize("kind", [orm.Session, sqlmodel.Session], ids=["SQLAlchemy", "SQLModel"])
@pytest.mark.parametrize("kept", [True, False])
def test_a_shipment_is_committed_or_rolled_back_with_the_callers_session(
    engine: Engine, kept: bool, kind: type[orm.Session]
) -> None:
    unit_of_work = SqlUnitOfWork(engine, CIPHER, BuiltinErp)
    with unit_of_work() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    push_fulfillment = PushFulfillment(unit_of_work, RecordingWorkNotifier(), ManualClock())
    with kind(engine) as session:
        with unit_of_work.join_session(session) as tx:
            push = push_fulfillment.push_in_transaction(tx, a_shipment())
        assert push.status is PushStatus.PENDING
        if kept:
            session.commit()
        else:
            session.rollback()
    with unit_of_work() as tx:
        assert (tx.pushes.get("SHIP-1") is not None) is kept


def test_a_schema_of_its_own_is_found_in_the_callers_session_whose_search_path_stays(postgres_url: str) -> None:
    own_engine, erp_engine = open_engine(make_url(postgres_url), "novex"), open_engine(make_url(postgres_url))
    upgrade(own_engine, schema="novex")
    unit_of_work = SqlUnitOfWork(own_engine, CIPHER, BuiltinErp, "novex")
    with unit_of_work() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    push_fulfillment = PushFulfillment(unit_of_work, RecordingWorkNotifier(), ManualClock())
    with orm.Session(erp_engine) as session:
        with pytest.raises(ZeroDivisionError), unit_of_work.join_session(session):
            raise ZeroDivisionError
        with unit_of_work.join_session(session) as tx:
            push_fulfillment.push_in_transaction(tx, a_shipment())
        assert session.scalar(text("SELECT current_setting('search_path')")) == '"$user", public'
        session.commit()
    with unit_of_work() as tx:
        assert tx.pushes.get("SHIP-1") is not None
    own_engine.dispose()
    erp_engine.dispose()
