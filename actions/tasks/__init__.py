"""The tasks by the intent that starts them."""

from __future__ import annotations

from collections.abc import Mapping

from actions.tasks.base import Task
from actions.tasks.call_back import CallBack
from actions.tasks.cancel_order import CancelOrder
from actions.tasks.cancellation_fee import CancellationFee
from actions.tasks.change_address import ChangeAddress
from actions.tasks.change_order import ChangeOrder
from actions.tasks.check_invoice import CheckInvoice
from actions.tasks.complaint import Complaint
from actions.tasks.delete_account import DeleteAccount
from actions.tasks.delivery_problem import DeliveryProblem
from actions.tasks.edit_account import EditAccount
from actions.tasks.exchange_item import ExchangeItem
from actions.tasks.get_invoice import GetInvoice
from actions.tasks.get_refund import GetRefund
from actions.tasks.leave_review import LeaveReview
from actions.tasks.membership import MembershipTask
from actions.tasks.newsletter import Newsletter
from actions.tasks.order_history import OrderHistory
from actions.tasks.payment_issue import PaymentIssue
from actions.tasks.place_order import PlaceOrder
from actions.tasks.price_protection import PriceProtection
from actions.tasks.rate import Rate
from actions.tasks.return_item import ReturnItem
from actions.tasks.track_order import TrackOrder
from actions.tasks.track_refund import TrackRefund
from actions.tasks.warranty import Warranty

TASKS: Mapping[str, Task] = {
    task.name: task
    for task in (
        CancelOrder(),
        TrackOrder(),
        TrackRefund(),
        ReturnItem(),
        GetRefund(),
        ChangeAddress(),
        CancellationFee(),
        ChangeOrder(),
        CheckInvoice(),
        DeliveryProblem(),
        ExchangeItem(),
        GetInvoice(),
        LeaveReview(),
        PaymentIssue(),
        PriceProtection(),
        Warranty(),
        Complaint(),
        DeleteAccount(),
        EditAccount(),
        MembershipTask(),
        Newsletter(),
        OrderHistory(),
        PlaceOrder(),
        # begun by the assistant's own questions, not by an intent
        CallBack(),
        Rate(),
    )
}
