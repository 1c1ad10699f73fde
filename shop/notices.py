"""What is said in a conversation by nobody in particular, in the customer's language."""

from __future__ import annotations

from collections.abc import Iterable

# Action in the audit → (English, Chinese), for the customer. Others are the shop's own business.
_DONE = {
    "order.cancel": ("order {id} is cancelled", "订单 {id} 已取消"),
    "order.change_address": ("the delivery address of order {id} is changed", "订单 {id} 的收货地址已修改"),
    "refund.request": ("a refund for order {id} is on its way", "订单 {id} 的退款已提交"),
}


def joined(name: str, language: str) -> str:
    """A person has taken the conversation."""
    if language == "zh":
        return f"{name} 已接入对话，小二暂时不再回复。"
    return f"{name} has joined the conversation. The assistant is silent for now."


def replaced(name: str, language: str) -> str:
    """Another person has taken it over."""
    return f"{name} 接手了对话。" if language == "zh" else f"{name} has taken over the conversation."


def left(name: str, language: str) -> str:
    """The person has put it back into the queue."""
    if language == "zh":
        return f"{name} 已离开，会有其他同事继续为您服务。"
    return f"{name} has left the conversation; another colleague will go on with it."


def done(actions: Iterable[tuple[str, str]], language: str) -> str:
    """What a person did, as (action, order id): "order ORD-7 is cancelled"; empty for nothing to tell."""
    zh = language == "zh"
    told = [_DONE[action][zh].format(id=id) for action, id in actions if action in _DONE]
    return ("；" if zh else "; ").join(dict.fromkeys(told))


def answer_subject(ticket_id: str, language: str) -> str:
    """The subject of a mail that answers a ticket."""
    return f"关于您的咨询（{ticket_id}）" if language == "zh" else f"Your question to us ({ticket_id})"
