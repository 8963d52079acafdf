"""Which rate a store's rule proposes for a parcel, and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import Rate
from novex_shopify.domain.model.shop_settings import RateRule
from novex_shopify.domain.policies.delivering_carriers import delivers_to, find_hard_place
from novex_shopify.domain.policies.order_stock import add_working_days, is_working_day

_SLOWEST = 1_000
_DAYS_AHEAD = 14


@dataclass(frozen=True, slots=True)
class RateFacts:
    """What decides beside the prices.

    - `label_date`: the day on which the parcel is handed to the carrier; a carrier takes one of a weekend on Monday.
    - `arrive_by`: the last day on which it arrives in time; None if nothing is promised.
    - `chilled_hours`: how long it may be on its way, without a Saturday, Sunday or holiday; 0 is no limit.
    - `sender_holidays`, `recipient_holidays`: the public holidays at both ends by day, with their names. On those of
      the sender nothing is collected, and those of either are none of a carrier's working days.
    """

    ship_to: Address
    label_date: date
    arrive_by: date | None = None
    chilled_hours: int = 0
    sender_holidays: Mapping[date, str] = field(default_factory=dict)
    recipient_holidays: Mapping[date, str] = field(default_factory=dict)

    @property
    def leaves_on(self) -> date:
        return add_working_days(self.label_date, 0, self.sender_holidays)

    @property
    def holidays(self) -> Mapping[date, str]:
        return {**self.sender_holidays, **self.recipient_holidays}


@dataclass(frozen=True, slots=True)
class RateChoice:
    """The proposed rate, if there is one, and the reason in words."""

    rate: Rate | None
    why: str


def choose_rate(rates: Sequence[Rate], rule: RateRule, facts: RateFacts) -> RateChoice:
    """Choose the cheapest rate that the rule allows; of equal prices the fastest.

    A rate without an estimate of days is no choice where the day of arrival matters.
    """
    if rule is RateRule.BY_HAND:
        return RateChoice(None, "This store's rule leaves the choice to a person.")
    if len({rate.price.currency for rate in rates}) > 1:
        return RateChoice(None, "The rates are in different currencies; a person compares them.")
    left, left_out = list(rates), list[str]()
    for fits, describe in _list_conditions(rule, facts):
        fitting = [rate for rate in left if fits(rate)]
        if len(fitting) < len(left):
            left_out.append(f"{len(left) - len(fitting)} {describe}")
        left = fitting
    if not left:
        return RateChoice(None, _explain_none(rates, rule, left_out, facts))
    chosen = min(left, key=lambda rate: _rank(rate, facts))
    return RateChoice(chosen, _explain(chosen, len(left), left_out, facts))


def find_arrival(rate: Rate, facts: RateFacts) -> date | None:
    """The day on which a carrier expects to deliver; None if it does not say."""
    if rate.delivery_days is not None:
        return add_working_days(facts.leaves_on, rate.delivery_days, facts.holidays)
    return rate.delivery_date.date() if rate.delivery_date else None


_Condition = tuple[Callable[[Rate], bool], str]


def _list_conditions(rule: RateRule, facts: RateFacts) -> Iterable[_Condition]:
    place = find_hard_place(facts.ship_to)
    if place:
        yield lambda rate: delivers_to(rate.carrier, facts.ship_to), f"not delivered to {place}"
    arrive_by = facts.arrive_by if rule is RateRule.IN_TIME else None
    if arrive_by or facts.chilled_hours:
        yield lambda rate: find_arrival(rate, facts) is not None, "without an estimate of days"
    holiday = _find_holiday_on_the_way(facts)
    if holiday:
        limit = f"over {_name_holiday(holiday, facts)}, as chilled items must not be"
        yield lambda rate: (find_arrival(rate, facts) or date.max) < holiday, limit
    if facts.chilled_hours:
        limit = f"within {facts.chilled_hours} hours and before a weekend"
        yield lambda rate: _keeps_chilled(rate, facts), f"not {limit}, as the chilled items need"
    if arrive_by:
        yield lambda rate: (find_arrival(rate, facts) or date.max) <= arrive_by, f"after {_format(arrive_by)}"


def _keeps_chilled(rate: Rate, facts: RateFacts) -> bool:
    arrival = find_arrival(rate, facts)
    if arrival is None or timedelta(hours=facts.chilled_hours) < arrival - facts.leaves_on:
        return False
    days = range(1, (arrival - facts.leaves_on).days + 1)
    return all(is_working_day(facts.leaves_on + timedelta(days=each)) for each in days)


def _find_holiday_on_the_way(facts: RateFacts) -> date | None:
    """The holiday that ends the time of chilled items, if it comes before their hours are over and before a weekend."""
    for each in range(1, facts.chilled_hours // 24 + 1):
        day = facts.leaves_on + timedelta(days=each)
        if not is_working_day(day):
            return None
        if day in facts.holidays:
            return day
    return None


def _rank(rate: Rate, facts: RateFacts) -> tuple[object, ...]:
    arrival = find_arrival(rate, facts) or facts.leaves_on + timedelta(days=_SLOWEST)
    return rate.price.amount, arrival, rate.carrier, rate.service, rate.id


def _explain(chosen: Rate, count: int, left_out: Sequence[str], facts: RateFacts) -> str:
    arrival = find_arrival(chosen, facts)
    when = f", expected {_format(arrival)}{_list_skipped(chosen, arrival, facts)}" if arrival else ""
    which = f"The cheapest of {count} rates" if count > 1 else "The only rate"
    return f"{which}: {chosen.carrier} {chosen.service}, {chosen.price}{when}.{_list_left_out(left_out)}"


def _list_skipped(rate: Rate, arrival: date, facts: RateFacts) -> str:
    """The holidays from Monday to Friday that a carrier's days were counted without; a stated date has none."""
    holidays = facts.holidays if rate.delivery_days is not None else {}
    days = sorted(day for day in holidays if facts.label_date <= day < arrival and is_working_day(day))
    return "".join(f", not counting {_name_holiday(day, facts)}" for day in days)


def _explain_none(rates: Sequence[Rate], rule: RateRule, left_out: Sequence[str], facts: RateFacts) -> str:
    if not left_out:
        return "No carrier gave a rate. What each carrier said is beside the rates."
    start = _find_fresh_start(rates, rule, facts) if facts.chilled_hours else None
    advice = f" Chilled items that leave on {_format(start)} arrive before a weekend." if start else ""
    return f"No rate fits this store's rule.{_list_left_out(left_out)}{advice}"


def _find_fresh_start(rates: Sequence[Rate], rule: RateRule, facts: RateFacts) -> date | None:
    """The next day on which chilled items can leave with one of the rates; None if no rate is fast enough."""
    for days in range(1, _DAYS_AHEAD + 1):
        later = replace(facts, label_date=facts.leaves_on + timedelta(days=days), arrive_by=None)
        conditions = [fits for fits, _ in _list_conditions(rule, later)]
        if later.leaves_on == later.label_date and any(all(fits(rate) for fits in conditions) for rate in rates):
            return later.label_date
    return None


def _list_left_out(left_out: Sequence[str]) -> str:
    return f" Left out: {'; '.join(left_out)}." if left_out else ""


def _format(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _name_holiday(day: date, facts: RateFacts) -> str:
    return f"{facts.holidays[day]}, {day.day} {day:%B}"
