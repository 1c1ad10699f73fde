"""Everything the shop can refuse or fail at: one tree, so that callers can catch ShopError alone."""

from __future__ import annotations

from datetime import datetime

# Every code a Refused may carry. The conversation has a text for each, so add the code here first.
REFUSALS = frozenset(
    {
        # orders and their states
        "not_paid", "unpaid_expired", "already_paid", "not_delivered", "not_shipped", "already_packed",
        "already_shipped", "already_delivered", "already_cancelled",
        # placing and changing an order
        "nothing_ordered", "no_such_line", "quantity_not_positive", "quantity_too_large", "out_of_stock",
        "same_variant", "other_product", "order_empty_after_change", "nothing_changed",
        "currency_not_offered", "address_needed",
        # returns and exchanges
        "return_window_closed", "exchange_window_closed", "nothing_left_to_return", "item_not_returnable",
        "return_not_cancellable", "exchange_not_cancellable",
        # refunds and price protection
        "nothing_to_refund", "refund_in_progress", "refund_paid", "price_not_lower",
        "price_protection_window_closed", "price_protection_used",
        # invoices, delivery problems, reviews
        "invoice_window_closed", "invoice_exists", "not_reviewable", "already_reviewed",
        "resolution_not_offered", "problem_already_reported", "problem_window_closed",
        # accounts and coupons
        "open_orders", "account_deleted", "email_taken",
        "coupon_unknown", "coupon_expired", "coupon_not_started", "coupon_minimum", "coupon_used",
        "coupon_other_currency",
        # entities that move only along their states (staff steps)
        "wrong_state",
    }
)  # fmt: skip

# What staff may be stopped by; the desk has a text for each.
NOT_ALLOWED = frozenset(
    {
        "not_yours",
        "taken",
        "closed",
        "changed_meanwhile",
        "not_concerned",
        "above_limit",
        "lead_only",
        "no_way_to_answer",
    }
)


class ShopError(Exception):
    """The root of all errors that the shop raises on purpose."""


class NotFound(ShopError):
    """No record of that kind has that id."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"expected the id of a known {kind}, found {id[:40]!r}; check the id")
        self.kind = kind
        self.id = id


class Refused(ShopError):
    """A step that the shop's rules do not allow now. `code` is stable, `facts` explain the case.

    Facts are values such as ids, dates (zone-aware datetime), Money and numbers; never personal data.
    Raises ValueError for a code that is not in REFUSALS.
    """

    def __init__(self, code: str, **facts: object) -> None:
        if code not in REFUSALS:
            raise ValueError(
                f"expected a code among REFUSALS, found {code!r}; add it in shop/domain/errors.py"
            )
        told = ", ".join(f"{name}={value}" for name, value in facts.items())
        super().__init__(f"refused: {code}" + (f" ({told})" if told else ""))
        self.code = code
        self.facts = facts


class InvalidValue(ShopError):
    """Bad input. Tells the field, the shape of what was found and what was expected, never the value."""

    def __init__(self, field: str, value_shape: str, expected: str) -> None:
        super().__init__(f"{field}: expected {expected}, found {value_shape}")
        self.field = field
        self.value_shape = value_shape
        self.expected = expected


class ConcurrentChange(ShopError):
    """Somebody else changed the same record meanwhile. Nothing was done; the same call may be tried again."""

    def __init__(self, what: str = "the record") -> None:
        super().__init__(f"{what} was changed by somebody else at the same time; nothing was done, try again")


class KeyReused(ShopError):
    """One idempotency key came with two different requests."""

    def __init__(self, key: str, action: str) -> None:
        super().__init__(
            f"expected a new key for a new request ({action}), found {key[:60]!r} used for another one"
        )
        self.key = key
        self.action = action


class Unavailable(ShopError):
    """The database cannot be reached or does not answer in time. Nothing was changed; try again later."""


class AccessLocked(ShopError):
    """Too many tries; none is accepted before `until` (zone-aware)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"too many tries; the next one is accepted at {until.isoformat()}")
        self.until = until


class ProofFailed(ShopError):
    """The proof does not open the order, or there is no such order: deliberately the same error."""

    def __init__(self, attempts_left: int) -> None:
        super().__init__(f"order number and proof do not fit together; {attempts_left} tries left")
        self.attempts_left = attempts_left


class CodeFailed(ShopError):
    """The one-time code is wrong, used up or too old."""

    def __init__(self, attempts_left: int) -> None:
        super().__init__(f"the code does not fit or is too old; {attempts_left} tries left")
        self.attempts_left = attempts_left


class NotAllowed(ShopError):
    """A member of staff asked for what is not theirs to do. `code` is one of NOT_ALLOWED."""

    def __init__(self, code: str, **facts: object) -> None:
        if code not in NOT_ALLOWED:
            raise ValueError(
                f"expected a code among NOT_ALLOWED, found {code!r}; add it in shop/domain/errors.py"
            )
        told = ", ".join(f"{name}={value}" for name, value in facts.items())
        super().__init__(f"not allowed: {code}" + (f" ({told})" if told else ""))
        self.code = code
        self.facts = facts
