"""The one place where the shop is put together, and the only one that reads the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from shop.conversations import Conversations
from shop.customer_links import CustomerLinks
from shop.database import DEFAULT_URL, open_engine
from shop.domain.access import AccessRules
from shop.domain.clock import Clock, FixedClock, SystemClock, parse_moment
from shop.domain.handoff import HandoffRules
from shop.domain.rules import Rules
from shop.service.access import Access
from shop.service.accounts import Accounts
from shop.service.catalogue import Catalogue
from shop.service.delivery_problems import DeliveryProblems
from shop.service.desk import Desk
from shop.service.exchanges import Exchanges
from shop.service.faqs import Faqs
from shop.service.feedback import FeedbackBook
from shop.service.fulfilment import Fulfilment
from shop.service.handoffs import Handoffs
from shop.service.invoices import Invoices
from shop.service.orders import Orders
from shop.service.policies import Policies
from shop.service.price_protection import PriceProtections
from shop.service.promotions import Promotions
from shop.service.refunds import Refunds
from shop.service.returns import Returns
from shop.service.reviews import Reviews
from shop.service.staff import StaffAccounts
from shop.service.texts import Texts
from shop.service.tickets import Tickets
from shop.turns import Turns
from shop.unit_of_work import Store


@dataclass(frozen=True)
class Shop:
    """The services over one database. Safe to share between threads."""

    clock: Clock
    rules: Rules
    store: Store
    orders: Orders
    access: Access
    returns: Returns
    exchanges: Exchanges
    refunds: Refunds
    invoices: Invoices
    price_protection: PriceProtections
    delivery_problems: DeliveryProblems
    reviews: Reviews
    catalogue: Catalogue
    accounts: Accounts
    promotions: Promotions
    policies: Policies
    faqs: Faqs
    texts: Texts
    tickets: Tickets
    fulfilment: Fulfilment
    conversations: Conversations
    handoffs: Handoffs
    feedback: FeedbackBook
    staff: StaffAccounts
    desk: Desk
    links: CustomerLinks
    turns: Turns


def open_shop(url: str | None = None, clock: Clock | None = None) -> Shop:
    """The shop on `url` (else SHOP_DATABASE_URL, else the SQLite file), by `clock` (else SHOP_NOW, else now).

    Connects only when first used. Raises ValueError for a database or a SHOP_NOW it does not understand.
    """
    clock = clock or clock_from_environment()
    url = url or database_url()
    handing = handoff_rules_from_environment()
    return shop_over(Store(open_engine(url), clock), Rules(), AccessRules(), handing)


def shop_over(
    store: Store, rules: Rules, access_rules: AccessRules, handoff_rules: HandoffRules | None = None
) -> Shop:
    """All services over one store, by these rules."""
    handing = handoff_rules or HandoffRules()
    orders, refunds, conversations = Orders(store, rules), Refunds(store, rules), Conversations(store)
    access = Access(store, access_rules)
    return Shop(
        clock=store.clock,
        rules=rules,
        store=store,
        orders=orders,
        access=access,
        returns=Returns(store, rules),
        exchanges=Exchanges(store, rules),
        refunds=refunds,
        invoices=Invoices(store, rules),
        price_protection=PriceProtections(store, rules),
        delivery_problems=DeliveryProblems(store, rules),
        reviews=Reviews(store, rules),
        catalogue=Catalogue(store),
        accounts=Accounts(store),
        promotions=Promotions(store),
        policies=Policies(store, rules),
        faqs=Faqs(store),
        texts=Texts(store, rules),
        tickets=Tickets(store),
        fulfilment=Fulfilment(store),
        conversations=conversations,
        handoffs=Handoffs(store, handing),
        feedback=FeedbackBook(store),
        staff=StaffAccounts(store),
        desk=Desk(store, handing, conversations, orders, refunds),
        links=CustomerLinks(store, access),
        turns=Turns(store),
    )


def database_url() -> str:
    """SHOP_DATABASE_URL, else the SQLite file var/shop.db in the present folder."""
    return os.environ.get("SHOP_DATABASE_URL") or DEFAULT_URL


def clock_from_environment() -> Clock:
    """A clock that stands at SHOP_NOW when it is set, else the machine's."""
    fixed = os.environ.get("SHOP_NOW")
    return FixedClock(parse_moment(fixed)) if fixed else SystemClock()


def handoff_rules_from_environment() -> HandoffRules:
    """When a person is called, by XIAOER_HANDOFF_…; see HandoffRules. Raises ValueError."""
    read = {
        "misses_to_offer": ("XIAOER_HANDOFF_OFFER_AFTER_MISSES", int),
        "misses_to_hand_over": ("XIAOER_HANDOFF_AFTER_MISSES", int),
        "negative_from": ("XIAOER_HANDOFF_NEGATIVE_FROM", float),
        "patience_minutes": ("XIAOER_HANDOFF_PATIENCE_MINUTES", float),
    }
    given: dict[str, Any] = {}
    for field, (name, kind) in read.items():
        text = os.environ.get(name)
        if text:
            try:
                given[field] = kind(text)
            except ValueError:
                raise ValueError(
                    f"{name}: expected a number, found {len(text)} characters that are none"
                ) from None
    return HandoffRules(**given)
