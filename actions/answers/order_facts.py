"""Questions about the order just spoken of that its own data answer, whatever they sound like to the classifier: can the courier be
hurried, can it still be paid, why less came back, where the new piece goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from actions.answers.delivery_countries import period_for
from actions.answers.policy import open_order
from actions.answers.way_back import tells_way_back
from actions.context import Context
from actions.tasks.track_order import HURRY, has_left, offer_chasing, order_facts
from actions.wording import color_label, item_name, listing, money, size_text, status_of
from shop.domain.order import Order, OrderLine

LONGEST = 70  # characters; a longer message says itself what it is about
_COURIER = re.compile(
    r"(?:快递|快遞|顺丰|配送|派送|送货)[员公司的小哥师傅]*.{0,4}(?:电话|號碼|号码|联系|手机)|(?:联系|打给).{0,4}(?:快递|配送)"
    r"|\b(?:courier|driver|carrier|delivery (?:man|guy|person|company)|ups|dhl|royal mail)\b.{0,24}\b(?:phone|number|contact\w*|call)\b"
    r"|\b(?:phone|number|contact|call|reach)\b.{0,24}\b(?:courier|driver|carrier|delivery (?:man|guy|person|company)|ups|dhl|royal mail)\b",
    re.IGNORECASE,
)
_PARCEL = re.compile(
    r"快递|快遞|包裹|订单|訂單|发货|發貨|派送|配送|物流|送货|\b(?:parcels?|packages?|orders?|deliver\w*|couriers?|shipments?|shipping|drivers?)\b",
    re.IGNORECASE,
)
_OWN_NUMBER = re.compile(r"\btracking\b|\bmy (?:phone )?number\b|运单|我的(?:电话|手机)", re.IGNORECASE)
_STILL_PAY = re.compile(
    r"(?:还|能|可以|怎么|在哪|现在|来得及).{0,5}[付支]|[付支].{0,4}(?:吗|么|不|来得及)"
    r"|\b(?:still|how|can|could|where|may|able to|too late to)\b.{0,16}\bpay\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"少(?:了|退|给|算)|[扣减](?:了|钱|我|掉|款|这么)|(?:为什么|为啥|为何|怎么|咋|凭什么).{0,8}(?:少|扣|才|只|不是)|(?:才|只)(?:退|给|有)"
    r"|\b(?:why|how come)\b.{0,40}\b(?:less|only|not|isn'?t|deduct\w*|short|missing|took|taken|kept|keep|charged?)\b|\bwhy less\b"
    r"|\bless than\b|\bdeduct\w*|\b(?:is|are|was|were)(?:n'?t| not)\b.{0,16}\bwhat i paid\b|\bi paid\b.{0,14}\d|\d.{0,10}\bshort\b|[付给]的?(?:是)?\s?\d",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\d|钱|退|扣|\b(?:refund\w*|money|back|paid|deduct\w*|amount|less)\b", re.IGNORECASE)
_REFUNDING = frozenset({"track_refund", "get_refund", "cancel_order", "return_item", "cancellation_fee"})
_NEW_PIECE = re.compile(
    r"补发|補發|换货|换的|新的|重新?[发寄]|\b(?:replacement|new (?:one|piece|parcel|set|pair)|exchange|resent)\b",
    re.IGNORECASE,
)
_WHERE_OR_WHEN = re.compile(
    r"(?:哪个|什么|哪里的?|老|原来?的?)地址|[寄发送]到?哪|几天|多久|什么时候|啥时候|几时|何时|到哪(?:了|儿)?"
    r"|\b(?:where|when|which address|what address|how (?:long|soon|many days))\b",
    re.IGNORECASE,
)
_GOODS_BACK = re.compile(r"寄回|退回|还要(?:退|寄|还)|\b(?:send|ship|return)\b.{0,16}\bback\b", re.IGNORECASE)
_PRICE = re.compile(r"\d+(?:\.\d{1,2})?")
_ASKS_PRICE = re.compile(
    r"[?？]|[啊呢吗呀]\W*$|为什么|为啥|怎么|不是|的时候|\b(?:why|how come|but|was|were|cost|paid|instead)\b",
    re.IGNORECASE,
)
_BOUGHT_FOR = re.compile(
    r"多少钱(?:买|拍|下单|付|入手)的?|(?:买|拍|付|花)了?(?:多少钱|几块)"
    r"|\bhow much (?:did|have|had) (?:i|we) (?:pay|paid|spend|spent|be charged)\b|\bwhat (?:did|have) i (?:pay|paid)\b|\bhow much was i charged\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"(?:里面?|这[单個个]|订单里?|一共|总共).{0,10}(?:[咋怎]么?.{0,3}[那这]么多|有(?:啥|什么|哪些|几|多少)|买了(?:啥|什么|哪些|几|多少)|是(?:啥|什么|哪些)东西)"
    r"|[咋怎]么?(?:会)?(?:有)?[那这]么多[双件个個盒瓶套条台]|我(?:记得|明明)?.{0,3}(?:拍|买|订|点)的?(?:不)?是?[一1两2二三3四五][双件个個盒瓶套条台]"
    r"|\b(?:what|how many|which)\b.{0,30}\b(?:in|on) (?:the|my|that|this) (?:order|parcel|package)\b|\bwhat (?:did|have) i (?:order|buy|bought|ordered)\b"
    r"|\bhow many\b.{0,24}\bdid i (?:order|buy)\b|\bwhy\b.{0,24}\b(?:so|that) many\b",
    re.IGNORECASE,
)
_PROTECTED = re.compile(r"价保|保价|差价|price (?:protection|difference|adjustment)", re.IGNORECASE)
_AFFECTS = re.compile(
    r"影响|有(?:没有)?关系|冲突|\b(?:affect\w*|influence|matter|change|count against)\b", re.IGNORECASE
)

Tell = Callable[[Order, Context], bool]


def tells_of_order(context: Context) -> bool:
    """Answers such a question about the open order; whether the message was one."""
    return _tells(
        context,
        (
            _holds,
            _bought_for,
            _price_of_line,
            _less_back,
            _protection,
            _new_piece,
            tells_way_back,
            _paying,
            _courier,
            _hurrying,
        ),
    )


def asks_which_to_hurry(context: Context) -> bool:
    """Answers the wish to hurry a parcel while no order is spoken of: its number is asked for, and the wish kept."""
    turn = context.turn
    if (
        turn.is_button
        or context.memory.task is not None
        or len(turn.text) > LONGEST
        or open_order(context) is not None
    ):
        return False
    if not HURRY.search(turn.text) or not _PARCEL.search(turn.text):
        return False
    context.reply.say("utter_hurry_which_order")
    context.memory.offer = {"kind": "order", "task": "track_order", "values": {"hurry": True}}
    return True


def tells_in_task(context: Context) -> bool:
    """Of these questions the ones about money, which come up while a task is on and are no answer to it."""
    return _tells(context, (_bought_for, _price_of_line, _less_back))


def _tells(context: Context, tellers: tuple[Tell, ...]) -> bool:
    turn = context.turn
    if turn.is_button or len(turn.text) > LONGEST:
        return False
    order = open_order(context)
    if order is None or turn.first("order_id") not in (None, order.id):
        return False
    return any(tell(order, context) for tell in tellers)


def _hurrying(order: Order, context: Context) -> bool:
    """催一下, "chase them please": told what can be done, and a colleague is offered."""
    if not HURRY.search(context.turn.text) or status_of(order) not in ("paid", "packed", "shipped"):
        return False
    offer_chasing(order, context)
    return True


def _courier(order: Order, context: Context) -> bool:
    text = context.turn.text
    if not _COURIER.search(text) or _OWN_NUMBER.search(text) or not has_left(order):
        return False
    context.reply.say("utter_courier_contact", **order_facts(order, context))
    return True


def _paying(order: Order, context: Context) -> bool:
    """Whether an order can still be paid whose time to pay is over."""
    if not order.has_expired(context.shop.clock.now()) or not _STILL_PAY.search(context.turn.text):
        return False
    context.reply.say("utter_order_unpaid", **order_facts(order, context))
    return True


def _less_back(order: Order, context: Context) -> bool:
    """Why less comes back than was paid: the fee for cancelling, or the postage of a return."""
    text, focus = context.turn.text, context.memory.focus
    if not _LESS.search(text) or not _MONEY.search(text) or _NEW_PIECE.search(text):
        return False
    if focus.last not in _REFUNDING and "退" not in text and "refund" not in text.lower():
        return False
    live = [refund for refund in context.shop.refunds.of_order(order.id) if refund.live]
    if not live:
        return False
    return _explain_refund(live[-1], order, context)


def _explain_refund(refund: Any, order: Order, context: Context) -> bool:
    language = context.language
    facts: dict[str, Any] = {"order_id": order.id, "amount": money(refund.amount, language)}
    cancelled = context.shop.orders.cancellation(order.id)
    if refund.kind == "cancellation" and cancelled is not None and cancelled.refund_id == refund.id:
        paid = money(cancelled.fee + cancelled.refund, language)
        response = "utter_refund_less_fee" if cancelled.fee else "utter_refund_in_full"
        context.reply.say(response, **facts, paid=paid, fee=money(cancelled.fee, language))
        return True
    back = next(
        (each for each in context.shop.returns.of_order(order.id) if each.id == refund.return_id), None
    )
    if refund.kind == "return" and back is not None:
        response = "utter_refund_less_postage" if back.fee else "utter_refund_in_full"
        context.reply.say(
            response, **facts, paid=money(refund.amount + back.fee, language), fee=money(back.fee, language)
        )
        _say_coupon(order, context)
        return True
    return False


def _price_of_line(order: Order, context: Context) -> bool:
    """Why a line's price is not what came to be paid or comes back for it: the coupon took its share."""
    text = context.turn.text
    if not order.discount or not _ASKS_PRICE.search(text):
        return False
    said = {float(number) for number in _PRICE.findall(text)}
    if not any({float(line.price.amount), float(line.unit_price.amount)} & said for line in order.lines):
        return False
    _say_coupon(order, context)
    return True


def _bought_for(order: Order, context: Context) -> bool:
    """What was paid for the goods of the order."""
    if not _BOUGHT_FOR.search(context.turn.text):
        return False
    language = context.language
    context.reply.say(
        "utter_bought_for",
        order_id=order.id,
        shares=_shares(order, context),
        total=money(order.total, language),
    )
    return True


def _holds(order: Order, context: Context) -> bool:
    """What is in the order: 里面篮球鞋咋那么多双, "what did I order?"."""
    if not _HOLDS.search(context.turn.text):
        return False
    items = listing(
        (f"{line.quantity} × {item_name(line, context.language)}" for line in order.lines), context.language
    )
    context.reply.say("utter_order_holds", order_id=order.id, items=items)
    return True


def _say_coupon(order: Order, context: Context) -> None:
    if not order.discount:
        return
    language = context.language
    context.reply.say(
        "utter_coupon_took_part",
        order_id=order.id,
        coupon=order.coupon or "",
        discount=money(order.discount, language),
        goods=money(order.goods, language),
        shares=_shares(order, context),
    )


def _shares(order: Order, context: Context) -> str:
    """Each line with what was paid for it; with its price before the coupon, where there was one."""
    language, net = context.language, context.shop.orders.paid_for(order.id)
    colon = "：" if language == "zh" else ": "

    def told(line: OrderLine) -> str:
        before = f"{money(line.price, language)} → " if net[line.line] != line.price else ""
        return (
            f"{line.quantity} × {item_name(line, language)}{colon}{before}{money(net[line.line], language)}"
        )

    return listing(map(told, order.lines), language)


def _protection(order: Order, context: Context) -> bool:
    """Whether money paid back for a fallen price touches a later return."""
    text = context.turn.text
    if not _PROTECTED.search(text) or not _AFFECTS.search(text):
        return False
    context.reply.say("utter_protection_and_return")
    return True


def _new_piece(order: Order, context: Context) -> bool:
    """Where and when the new piece comes that goes out for a wrong, broken or exchanged one."""
    text = context.turn.text
    is_meant = _NEW_PIECE.search(text) or context.memory.focus.done in ("delivery_problem", "exchange_item")
    if not is_meant or not _WHERE_OR_WHEN.search(text) or _GOODS_BACK.search(text):
        return False
    live = [each for each in context.shop.exchanges.of_order(order.id) if each.live and not each.closed_at]
    if not live:
        return False
    new, language = live[-1], context.language
    variant = context.shop.catalogue.by_sku(new.sku)
    line = order.line(new.line)
    look = [
        color_label(variant.color, language) if variant.color else "",
        size_text(variant.size, language) if variant.size else "",
    ]
    context.reply.say(
        "utter_new_piece_goes",
        exchange_id=new.id,
        item=listing(filter(None, [f"{new.quantity} × {item_name(line, language)}", *look]), language),
        recipient=order.shipping_address.recipient,
        address=order.shipping_address.text,
    )
    period = period_for(order.shipping_address.country, context)
    if period:
        context.reply.say("utter_new_piece_takes", period=period)
    return True
