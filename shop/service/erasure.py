"""Taking a customer's personal data out of the shop while its books stay complete."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, or_, select, update

from shop.access_store import conversations_of, forget_person
from shop.conversations import forget_customer
from shop.domain.customer import Address, Customer
from shop.domain.customer_link import CustomerLink
from shop.domain.delivery_problem import DeliveryProblem
from shop.domain.errors import Refused
from shop.domain.feedback import Feedback
from shop.domain.newsletter import Subscription
from shop.domain.order import Order
from shop.domain.review import Review
from shop.domain.ticket import Ticket
from shop.handoff_store import forget as forget_handoffs
from shop.repository import Unit
from shop.tables.aftersales import delivery_problems, reviews
from shop.tables.conversations import conversations
from shop.tables.desk import feedback
from shop.tables.journal import audit, outbox
from shop.tables.orders import orders
from shop.tables.slack import links
from shop.tables.support import subscriptions, tickets

GONE = "deleted"
# Fields that hold personal data, whatever record they are in.
PERSONAL = frozenset(
    {"name", "name_zh", "email", "phone", "recipient", "text", "summary", "note", "conversation", "account"}
)
# A part with one of these fields is an order line or a tracking event: its name or text is nobody's own.
NOT_PERSONAL = frozenset({"sku", "text_zh"})
OPEN_STATES = ("placed", "paid", "packed", "shipped")


def erase(unit: Unit, customer: Customer) -> None:
    """Make the customer nobody: in the account, orders, tickets, chats, newsletter, outbox and audit.

    Invoices stay as they were issued, since the law asks for them. Raises Refused("open_orders").
    """
    mine = select(Order).where(orders.c.customer_id == customer.id).order_by(orders.c.id)
    found = unit.all(mine)
    still_open = [order.id for order in found if order.status in OPEN_STATES]
    if still_open:
        raise Refused("open_orders", customer_id=customer.id, orders=still_open)
    emails = {customer.email, *(order.email for order in found)}
    nowhere = f"{customer.id.lower()}@deleted.invalid"
    for order in found:
        order.email, order.phone = nowhere, ""
        order.shipping_address = Address(GONE, "", GONE, order.shipping_address.country)
    related = unit.all(_tickets_of(customer, [order.id for order in found]))
    for ticket in related:
        ticket.summary = ticket.conversation = GONE
    forget_handoffs(unit, [ticket.id for ticket in related])
    related += _erase_own_words(unit, customer.id, [order.id for order in found])
    related += _erase_newsletter(unit, emails, nowhere)
    related += _erase_links(unit, customer)
    unit.session.execute(delete(outbox).where(outbox.c.to.in_(sorted(emails))))
    spoken = conversations_of(unit, customer.id, [order.id for order in found])
    forget_customer(unit, customer.id, spoken)
    forget_person(unit, customer.email, customer.id)
    _erase_audit(unit, [customer.id, *(record.id for record in (*found, *related))])
    unit.forget(mask)
    customer.name, customer.name_zh, customer.email, customer.phone = GONE, None, nowhere, ""
    customer.addresses, customer.newsletter, customer.deleted_at = (), False, unit.now


def _tickets_of(customer: Customer, order_ids: list[str]) -> Any:
    about = or_(tickets.c.customer_id == customer.id, tickets.c.order_id.in_(order_ids))
    return select(Ticket).where(about).order_by(tickets.c.id)


def _erase_own_words(unit: Unit, customer_id: str, order_ids: list[str]) -> list[Any]:
    """Blank what the customer wrote in reviews, feedback and reports of problems; gives those records."""
    written = select(Review).where(reviews.c.order_id.in_(order_ids)).order_by(reviews.c.id)
    reported = select(DeliveryProblem).where(delivery_problems.c.order_id.in_(order_ids))
    own_reviews = [review for review in unit.all(written) if review.text]
    own_reports = [report for report in unit.all(reported.order_by(delivery_problems.c.id)) if report.note]
    talks = select(conversations.c.id).where(conversations.c.customer_id == customer_id)
    thought = or_(feedback.c.order_id.in_(order_ids), feedback.c.conversation.in_(talks))
    own_feedback = unit.all(select(Feedback).where(thought).order_by(feedback.c.id))
    for each in own_feedback:
        each.text = each.conversation = GONE
    for review in own_reviews:
        review.text = GONE
    for report in own_reports:
        report.note = GONE
    return [*own_reviews, *own_reports, *own_feedback]


def _erase_newsletter(unit: Unit, emails: set[str], nowhere: str) -> list[Subscription]:
    """Stop the newsletter to all of the addresses and forget them; gives the subscriptions."""
    query = select(Subscription).where(subscriptions.c.email.in_(sorted(emails)))
    found: list[Subscription] = unit.all(query.order_by(subscriptions.c.id))
    for number, subscription in enumerate(found):
        subscription.email = f"{number}.{nowhere}"
        subscription.active, subscription.changed_at = False, unit.now
    return found


def _erase_links(unit: Unit, customer: Customer) -> list[CustomerLink]:
    """End the links of messengers' accounts and forget whose they were; gives them."""
    mine = select(CustomerLink).where(links.c.customer_id == customer.id).order_by(links.c.id)
    found: list[CustomerLink] = unit.all(mine)
    for link in found:
        link.account, link.ended_at = GONE, link.ended_at or unit.now
    return found


def _erase_audit(unit: Unit, record_ids: list[str]) -> None:
    """Blank personal fields in what was written down before now; `Unit.forget` does so for this change."""
    query = select(audit).where(audit.c.record_id.in_(record_ids))
    for row in unit.session.execute(query).all():
        masked = {"before": mask(row.before), "after": mask(row.after)}
        unit.session.execute(update(audit).where(audit.c.id == row.id).values(**masked))


def mask(value: Any) -> Any:
    """The same JSON with every personal field blanked."""
    if isinstance(value, dict):
        if NOT_PERSONAL & value.keys():
            return value
        return {
            key: GONE if key in PERSONAL and isinstance(part, str) and part else mask(part)
            for key, part in value.items()
        }
    return [mask(part) for part in value] if isinstance(value, list) else value
