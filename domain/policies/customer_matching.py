"""Which ERP customer a Shopify customer is, if it is certain; and why it is not."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from novex_shopify.domain.model.customer import MAX_SIMILAR_CUSTOMERS, Customer, CustomerKeys, ErpCustomer
from novex_shopify.domain.policies.phone_numbers import find_other_extensions, is_assigned_number


@dataclass(frozen=True, slots=True)
class CustomerMatch:
    """The matching ERP customer; or why the ERP may have the same person although a new record is created."""

    erp_id: str | None = None
    review_reason: str | None = None


def match_customers(
    customers: Sequence[Customer],
    known: Iterable[ErpCustomer],
    linked_ids: Collection[str],
    own_ids: Mapping[int, str] | None = None,
) -> Mapping[int, CustomerMatch]:
    """Match the customers of a shop; the result is by Shopify id.

    `own_ids` has the ERP ids of those that are linked already. These are only compared with others, and only by what
    the ERP does not know of them yet, so that a doubt that a person has settled does not return.

    `known` must contain the ERP customers that share a key with one of them: all of them, or several for each key.
    `linked_ids` are those that belong to another customer of the same shop. Two customers of a shop are two people, so
    these are doubtful, and so is a second customer for the same record.
    """
    people = _People(set(linked_ids))
    for person in known:
        people.add(_Person(person.id), person.keys)
    return {customer.id: people.match(customer, (own_ids or {}).get(customer.id)) for customer in customers}


@dataclass(frozen=True, slots=True, order=True)
class _Person:
    """A record of the ERP, or a customer who gets one."""

    erp_id: str = ""
    shopify_id: int = 0

    def __str__(self) -> str:
        return f"customer {self.erp_id} of the ERP" if self.erp_id else f"customer {self.shopify_id} of this store"


@dataclass(frozen=True, slots=True)
class _Resemblance:
    """Who shares what; `certain` if that is enough to be one person."""

    people: Collection[_Person]
    what: str
    certain: bool = False

    def doubt(self, remark: str = "") -> CustomerMatch:
        people = ", ".join(map(str, sorted(self.people)))
        has = "has" if len(self.people) == 1 else "have"
        return CustomerMatch(review_reason=f"{people} {has} the same {self.what}{remark}")


@dataclass(slots=True)
class _People:
    linked_ids: set[str]
    keys: dict[_Person, list[CustomerKeys]] = field(default_factory=lambda: defaultdict(list))
    by_key: dict[str, list[_Person]] = field(default_factory=lambda: defaultdict(list))

    def add(self, person: _Person, keys: CustomerKeys) -> None:
        self.keys[person].append(keys)
        for key in keys.all:
            if person not in self.by_key[key] and len(self.by_key[key]) < MAX_SIMILAR_CUSTOMERS:
                self.by_key[key].append(person)

    def match(self, customer: Customer, own_id: str | None) -> CustomerMatch:
        own = _Person(own_id) if own_id else _Person(shopify_id=customer.id)
        resemblance = self._find_resemblance(customer.keys, own)
        if resemblance is None:
            match = CustomerMatch()
        elif own_id or not resemblance.certain:
            match = resemblance.doubt()
        else:
            match = self._pick_only(resemblance)
        self.add(_Person(match.erp_id) if match.erp_id else own, customer.keys)
        return match

    def _pick_only(self, resemblance: _Resemblance) -> CustomerMatch:
        person, *others = resemblance.people
        if others or not person.erp_id:
            return resemblance.doubt()
        if person.erp_id in self.linked_ids:
            return resemblance.doubt(", and stands for another customer of this store")
        self.linked_ids.add(person.erp_id)
        return CustomerMatch(person.erp_id)

    def _find_resemblance(self, keys: CustomerKeys, own: _Person) -> _Resemblance | None:
        if same_email := self._find_others([keys.email] if keys.email else [], own):
            return _Resemblance(same_email, "e-mail address", certain=True)
        if same_phone := self._find_others(keys.phones, own):
            conflict = self._find_phone_conflict(keys, same_phone)
            return _Resemblance(same_phone, f"phone number{conflict}", certain=not conflict)
        if same_address := self._find_others(keys.addresses, own):
            return _Resemblance(same_address, f"name and address{self._find_email_conflict(keys, same_address)}")
        return None

    def _find_others(self, keys: Iterable[str], own: _Person) -> set[_Person]:
        """Find who shares one of those keys that are not known of the person yet."""
        known = {key for each in self.keys.get(own, ()) for key in each.all}
        return {person for key in keys if key not in known for person in self.by_key.get(key, ())}

    def _find_phone_conflict(self, keys: CustomerKeys, people: Collection[_Person]) -> str:
        if conflict := self._find_email_conflict(keys, people):
            return conflict
        names = [{known.name for known in self.keys[person]} - {None} for person in people]
        if not keys.name or not all(names):
            return ", but no name to compare"
        if any(keys.name not in theirs for theirs in names):
            return ", but another name"
        theirs = [phone for person in people for known in self.keys[person] for phone in known.phones]
        if find_other_extensions(keys.phones, theirs):
            return ", but another extension"
        shared = keys.phones.intersection(
            *({phone for known in self.keys[each] for phone in known.phones} for each in people)
        )
        return "" if any(map(is_assigned_number, shared)) else ", which is not a real number"

    def _find_email_conflict(self, keys: CustomerKeys, people: Collection[_Person]) -> str:
        emails = {known.email for person in people for known in self.keys[person]} - {None, keys.email}
        return ", but another e-mail address" if keys.email and emails else ""
