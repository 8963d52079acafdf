"""How many units Shopify is to have of a variant at each location of a store. Quantities are base units of the item."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.location import LocationMapping
from novex_shopify.domain.model.order_demand import FreeUnits, LineDemand, LineUnits
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_terms import StockTarget, StockTerm, TermKind


@dataclass(frozen=True, slots=True)
class Seller:
    """A variant of a store, which sells units of an item. Orders that are not from Shopify have neither."""

    shop: ShopDomain | None = None
    variant_id: int | None = None


@dataclass(frozen=True, slots=True)
class LocationUnits:
    """What counts for a variant at a location of its store.

    - `assigned` and `in_transit`: of this variant's orders.
    - `committed`: what Shopify counts there as ordered and not fulfilled.
    """

    location_id: int
    takes_rest: bool = False
    free: int = 0
    assigned: int = 0
    in_transit: int = 0
    committed: int = 0
    safety: int = 0

    @property
    def own(self) -> int:
        return self.assigned + self.in_transit


def compute_targets(
    locations: Iterable[LocationUnits], demands: Mapping[Seller, int], pieces: int
) -> Mapping[int, StockTarget]:
    """Compute the targets of a variant, of `pieces` base units, by location.

    `demands` is what all others need of the item that have no units yet. It is subtracted once from all locations of
    the store together: first from the one that takes the rest, then from the others by id. What a location can still
    sell is taken before what is set aside there for its own orders. The last one also gets what is too much for all of
    them, and so 0.
    """
    ordered = sorted(locations, key=lambda each: (not each.takes_rest, each.location_id))
    surplus = _count_surplus(ordered, pieces)
    left = [(seller, units) for seller, units in _sort(demands) if units > 0]
    terms = {each.location_id: list(_list_terms(each, surplus[each.location_id])) for each in ordered}
    for can_give in (_count_sellable, lambda location, _: _sum(terms[location.location_id])):
        for location in ordered:
            taken, left = _take(left, max(0, can_give(location, pieces)))
            terms[location.location_id] += _list_demands(taken)
    if ordered:
        terms[ordered[-1].location_id] += _list_demands(left)
    return {location_id: _build_target(_merge(found), pieces) for location_id, found in terms.items()}


def _list_terms(location: LocationUnits, surplus: int) -> Iterator[StockTerm]:
    yield StockTerm(TermKind.FREE, location.free)
    yield StockTerm(TermKind.ASSIGNED, location.assigned)
    yield StockTerm(TermKind.IN_TRANSIT, location.in_transit)
    yield StockTerm(TermKind.NOT_COMMITTED, -surplus)
    yield StockTerm(TermKind.SAFETY, -location.safety)


def _list_demands(taken: Iterable[tuple[Seller, int]]) -> Iterator[StockTerm]:
    return (StockTerm(TermKind.DEMAND, -units, seller.shop, seller.variant_id) for seller, units in taken)


def _count_sellable(location: LocationUnits, pieces: int) -> int:
    """What customers could buy there: not what is set aside for its orders, and not what those still lack."""
    return location.free - location.safety - max(0, pieces * location.committed - location.own)


def _merge(terms: Iterable[StockTerm]) -> Iterator[StockTerm]:
    """One term of each kind and seller."""
    sums = Counter[tuple[TermKind, ShopDomain | None, int | None]]()
    for term in terms:
        sums[term.kind, term.shop, term.variant_id] += term.units
    return (StockTerm(kind, units, shop, variant_id) for (kind, shop, variant_id), units in sums.items())


def _count_surplus(locations: Sequence[LocationUnits], pieces: int) -> Mapping[int, int]:
    """By location, the units of our orders that Shopify does not count as committed at any mapped location.

    Shopify has fulfilled or cancelled them, and the ERP will hear of it; or it counts them at a location that is not
    mapped. Shopify does not subtract them here, so they must not be added either.
    """
    excess = max(0, sum(each.own for each in locations) - pieces * sum(each.committed for each in locations))
    surplus = {}
    for each in locations:
        surplus[each.location_id] = min(excess, max(0, each.own - pieces * each.committed))
        excess -= surplus[each.location_id]
    return surplus


def _take(
    demands: Sequence[tuple[Seller, int]], available: int
) -> tuple[list[tuple[Seller, int]], list[tuple[Seller, int]]]:
    """What of the demands is taken from what is available, and what is left of them."""
    taken, left = [], []
    for seller, units in demands:
        part = min(units, available)
        available -= part
        if part:
            taken.append((seller, part))
        if units > part:
            left.append((seller, units - part))
    return taken, left


def _build_target(terms: Iterable[StockTerm], pieces: int) -> StockTarget:
    stated = [term for term in terms if term.units]
    units = _sum(stated)
    if units < 0:
        stated.append(StockTerm(TermKind.BELOW_ZERO, -units))
    elif units % pieces:
        stated.append(StockTerm(TermKind.ROUNDING, -(units % pieces)))
    return StockTarget(max(0, units) // pieces, pieces, tuple(stated))


def _sum(terms: Iterable[StockTerm]) -> int:
    return sum(term.units for term in terms)


def _sort(demands: Mapping[Seller, int]) -> Sequence[tuple[Seller, int]]:
    return sorted(demands.items(), key=lambda each: (each[0].shop or "", each[0].variant_id or 0))


def count_own_units(demands: Iterable[LineDemand], units: Iterable[LineUnits]) -> Sequence[tuple[Seller, LineUnits]]:
    """The units that belong to order lines, with the variant they are for: of each line at most what it still needs.

    What is set aside counts before what is on its way.
    """
    lines = {(each.order_id, each.line_item_id, each.item_id): each for each in demands}
    needed = Counter({key: each.committed for key, each in lines.items()})
    counted = []
    for each in sorted(units, key=lambda each: each.in_transit):
        key = (each.order_id, each.line_item_id, each.item_id)
        if quantity := min(each.quantity, needed[key]):
            needed[key] -= quantity
            counted.append((Seller(lines[key].shop, lines[key].variant_id), replace(each, quantity=quantity)))
    return counted


def count_short_demand(
    demands: Iterable[LineDemand], own: Iterable[tuple[Seller, LineUnits]], committed: Mapping[Seller, int]
) -> Mapping[Seller, int]:
    """What each seller of an item needs that has no units yet.

    `committed` is what Shopify counted as ordered when its levels were read last: an order may be known to it and not
    to the ERP, or the other way round, so the higher number counts.
    """
    needed, covered = Counter[Seller](), Counter[Seller]()
    for each in demands:
        needed[Seller(each.shop, each.variant_id)] += each.committed
    for seller, units in own:
        covered[seller] += units.quantity
    sellers = needed.keys() | committed.keys()
    return {each: max(0, max(needed[each], committed.get(each, 0)) - covered[each]) for each in sellers}


def count_demand_elsewhere(needed: int, locations: Collection[LocationUnits], pieces: int) -> int:
    """What a variant's own orders need and have no units for, and that Shopify does not subtract at these locations.

    `needed` is what the ERP counts. Shopify expects these units from a location that is not mapped, or has just heard
    that they are no longer wanted.
    """
    committed = pieces * sum(each.committed for each in locations)
    return max(0, needed - max(committed, sum(each.own for each in locations)))


def find_safety_stock(
    rules: Collection[SafetyStock], shop: ShopDomain, location_id: int, item_id: str, usual: int
) -> int:
    """The units that are kept back of an item at a location: by the most specific rule, or the store's `usual` ones."""
    fitting = [rule for rule in rules if rule.applies_to(shop, location_id, item_id)]
    return max(fitting, key=lambda rule: rule.rank).units if fitting else usual


def group_by_location(
    mappings: Sequence[LocationMapping], free: Iterable[FreeUnits], own: Iterable[LineUnits]
) -> Mapping[int, LocationUnits]:
    """Sum the units at storage locations by the mapped locations that these belong to. The others are left out."""
    found = {each.location_id: LocationUnits(each.location_id, each.takes_rest) for each in mappings if each.is_mapped}
    owners = {place: each.location_id for each in mappings for place in each.storage_location_ids}
    rest = next((each.location_id for each in mappings if each.takes_rest), None)
    sums = defaultdict[int, Counter[str]](Counter)
    for place, part, quantity in _list_parts(free, own):
        location_id = owners.get(place, rest)
        if location_id is not None:
            sums[location_id][part] += quantity
    return {
        key: replace(each, free=sums[key]["free"], assigned=sums[key]["assigned"], in_transit=sums[key]["in_transit"])
        for key, each in found.items()
    }


def _list_parts(free: Iterable[FreeUnits], own: Iterable[LineUnits]) -> Iterator[tuple[int, str, int]]:
    for each in free:
        yield each.storage_location_id, "free", each.usable
    for units in own:
        yield units.storage_location_id, "in_transit" if units.in_transit else "assigned", units.quantity
