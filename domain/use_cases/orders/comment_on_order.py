"""Comments of people about an order."""

from dataclasses import dataclass

from novex_shopify.domain.errors import InvalidComment, NotFound, NotTheWriter
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject, AuditValues
from novex_shopify.domain.model.order_comment import MAX_COMMENT, OrderComment
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.resource_keys import order_key


@dataclass(frozen=True, slots=True)
class CommentOnOrder:
    """Stores what the person who acts wrote. The audit log has the comment's id only: its text can be erased."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, shop: ShopDomain, order_id: int, text: str) -> OrderComment:
        """`order_id` is Shopify's. Raises `InvalidComment`, and `NotFound` for an order that was never received."""
        text = _require_text(text)
        with self.unit_of_work() as tx:
            _require_known(tx, shop, order_id)
            written = OrderComment(0, shop, order_id, text, self.clock.now(), get_current_actor())
            comment = tx.order_comments.add(written)
            tx.audit_log.record(AuditAction.COMMENT_ADDED, _build_subject(comment), after={"comment": comment.id})
            tx.commit()
        return comment


@dataclass(frozen=True, slots=True)
class DeleteComment:
    """Deletes a comment: its writer's, or of whom it may be."""

    unit_of_work: UnitOfWork

    def __call__(self, shop: ShopDomain, order_id: int, comment_id: int, *, of_anybody: bool = False) -> None:
        """`of_anybody`: an admin acts. Raises `NotFound` and `NotTheWriter`."""
        with self.unit_of_work() as tx:
            comment = tx.order_comments.get(comment_id)
            if comment is None or (comment.shop, comment.order_id) != (shop, order_id):
                raise NotFound(f"Order {order_id} has no comment {comment_id}. It may have been deleted already.")
            if not of_anybody and not comment.written_by.is_same_as(get_current_actor()):
                raise NotTheWriter(comment.written_by.name)
            tx.order_comments.delete(comment_id)
            before: AuditValues = {"comment": comment_id, "written_by": comment.written_by.name}
            tx.audit_log.record(AuditAction.COMMENT_DELETED, _build_subject(comment), before)
            tx.commit()


def _build_subject(comment: OrderComment) -> AuditSubject:
    return AuditSubject(AuditedKind.ORDER, str(comment.order_id), comment.shop)


def _require_text(text: str) -> str:
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text or len(text) > MAX_COMMENT or "\0" in text:
        raise InvalidComment(f"Write a comment of 1 to {MAX_COMMENT} characters.")
    return text


def _require_known(tx: Transaction, shop: ShopDomain, order_id: int) -> None:
    is_known = tx.order_links.get_many(shop, [order_id]) or tx.events.list_without_bodies(shop, order_key(order_id), 1)
    if not (is_known or tx.pushes.list_for_order(shop, order_id)):
        raise NotFound(f"Order {order_id} of {shop} was never received, so no comment can be written about it.")
