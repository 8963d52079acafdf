"""The chart counts what was received and what of it failed, also where there was nothing."""

from datetime import timedelta

from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.use_cases.console.count_arrivals import TIME_RANGES, CountArrivals
from tests.builders import OTHER_SHOP, SHOP, a_new_event
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes


def test_the_last_hour_is_counted_by_minute_including_minutes_without_events() -> None:
    fakes = Fakes()
    fakes.connect_shop()
    for number, minutes in enumerate((0, 2, 0)):
        fakes.clock.advance(timedelta(minutes=minutes))
        with fakes.unit_of_work() as tx:
            tx.events.add([a_new_event(f"webhook-{number}", f"order:{number}", received_at=fakes.clock.now())])
            tx.commit()
    with fakes.unit_of_work() as tx:
        (first, *_) = tx.events.claim(WORKER, fakes.clock.now(), 9)
        tx.events.settle([(first, Settlement(EventStatus.DEAD))], fakes.clock.now())
        tx.commit()
    count_arrivals = CountArrivals(fakes.unit_of_work, fakes.clock)
    for shop in (None, SHOP):
        counts = [(each.received, each.failed) for each in count_arrivals(TIME_RANGES["1h"], shop)]
        assert (len(counts), counts[-3:]) == (60, [(1, 1), (0, 0), (2, 0)])
    assert sum(each.received for each in count_arrivals(TIME_RANGES["7d"])) == 3
    assert not any(each.received for each in count_arrivals(TIME_RANGES["24h"], OTHER_SHOP))
