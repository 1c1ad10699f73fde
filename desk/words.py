"""The desk's own words in both languages, and those for what the shop's codes mean to staff."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.verdict_words import VERDICT_WORDS
from shop.domain.catalogue import COLORS

# key → (English, Chinese)
WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Desk", "客服台"),
    "login": ("Log in", "登录"),
    "logout": ("Log out", "退出"),
    "login_name": ("Name", "账号"),
    "password": ("Password", "密码"),
    "login_failed": ("Name or password is wrong.", "账号或密码不正确。"),
    "login_too_often": ("Too many tries. Please wait a while and try again.", "尝试次数过多，请稍后再试。"),
    "page_too_old": ("This page was open for too long. Please try again.", "页面已过期，请重试。"),
    "queue": ("Queue", "排队"),
    "ratings": ("Ratings", "评价"),
    "queue_empty": ("Nobody is waiting.", "没有客户在等待。"),
    "ticket": ("Ticket", "工单"),
    "reason": ("Reason", "原因"),
    "waiting": ("Waiting", "已等待"),
    "minutes": ("{n} min", "{n} 分钟"),
    "hours": ("{n} h", "{n} 小时"),
    "days": ("{n} days", "{n} 天"),
    "language": ("Language", "语言"),
    "channel": ("Channel", "渠道"),
    "status": ("State", "状态"),
    "assignee": ("With", "处理人"),
    "orders": ("Orders", "订单"),
    "customer": ("Customer", "客户"),
    "customer_unknown": ("Not identified.", "未验证身份。"),
    "no_orders": ("None that the customer has proven to own.", "没有客户已验证的订单。"),
    "summary": ("Summary", "摘要"),
    "belief": ("What the assistant had understood", "小二已了解的信息"),
    "nothing": ("Nothing.", "无。"),
    "conversation": ("Conversation", "对话"),
    "no_conversation": (
        "This conversation is not kept: it came by the shell or plain REST.",
        "该对话没有保存记录：来自命令行或普通 REST。",
    ),
    "ended": ("The live conversation has ended.", "实时对话已结束。"),
    "by_mail": ("The customer wants the answer by e-mail: {to}", "客户希望用邮件回复：{to}"),
    "your_answer": ("Your answer", "您的回复"),
    "send": ("Send", "发送"),
    "send_mail": ("Send by e-mail", "用邮件发送"),
    "suggestions": ("Suggestions", "建议回复"),
    "verdict_own": ("the shop's own text", "店铺固定用语"),
    "verdict_passed": ("checked: every fact has a source", "已核对：内容均有依据"),
    "verdict_failed": ("the check found: ", "核对发现："),
    "and": ("; ", "；"),
    "take": ("Take", "接手"),
    "take_over": ("Take over from {name}", "从 {name} 处接手"),
    "take_over_hint": (
        "A colleague has this ticket. Taking over is written down.",
        "该工单由同事处理中，接手操作会被记录。",
    ),
    "release": ("Back to the queue", "退回排队"),
    "close": ("Close", "结束"),
    "outcome": ("What was done, for the customer (may stay empty)", "处理结果，会告诉客户（可不填）"),
    "cancel_order": ("Cancel the order", "取消订单"),
    "refund": ("Refund what is owed", "退还应退款"),
    "change_address": ("Change the address", "修改地址"),
    "address": ("Address", "地址"),
    "recipient": ("Recipient", "收件人"),
    "phone": ("Phone", "电话"),
    "email": ("E-mail", "邮箱"),
    "level": ("Level", "会员等级"),
    "total": ("Total", "合计"),
    "cancel_reason": ("Reason", "原因"),
    "history": ("What was done under this ticket", "该工单的操作记录"),
    "time": ("Time", "时间"),
    "who": ("Who", "操作人"),
    "what": ("What", "操作"),
    "record": ("Record", "对象"),
    "task": ("Task", "任务"),
    "stars": ("Rating", "评分"),
    "words": ("Words", "评语"),
    "not_helped": ("did not help", "没帮上忙"),
    "no_ratings": ("No ratings yet.", "还没有评价。"),
    "average": ("Average {average} of {count} ratings", "平均 {average} 分，共 {count} 个评分"),
    "changed": ("This ticket has changed. Reload the page.", "工单有变化，请刷新页面。"),
    "back": ("Back", "返回"),
    "done": ("Done.", "已完成。"),
    "not_found": ("There is no such page or record.", "没有该页面或记录。"),
    "unavailable": (
        "The shop does not answer right now. Nothing was changed.",
        "店铺系统暂时无响应，没有做任何改动。",
    ),
    "failed": ("Something went wrong. Nothing was changed.", "出错了，没有做任何改动。"),
    "invalid": ("Please check the field {field}: expected {expected}.", "请检查 {field}：应为 {expected}。"),
    "refused": ("The shop's rules do not allow this: {why}.", "店铺规则不允许：{why}。"),
    "forbidden": ("This request did not come from the desk's own page.", "该请求并非来自客服台页面。"),
    "switch": ("中文", "English"),
    "author_customer": ("Customer", "客户"),
    "author_assistant": ("Assistant", "小二"),
    "author_person": ("Staff", "人工"),
    "author_system": ("Notice", "系统"),
    "open": ("open", "待处理"),
    "assigned": ("being worked on", "处理中"),
    "resolved": ("closed", "已结束"),
    "nobody": ("nobody", "无人"),
}

NOT_ALLOWED_WORDS: Mapping[str, tuple[str, str]] = {
    "not_yours": ("A colleague has this ticket. Take it over first.", "该工单不在您名下，请先接手。"),
    "taken": ("A colleague has taken this ticket already.", "该工单已被同事接手。"),
    "closed": ("This ticket is closed.", "该工单已结束。"),
    "changed_meanwhile": (
        "The ticket has changed since you opened the page. Look at it again, then decide.",
        "页面打开后工单已有变化，请重新查看后再操作。",
    ),
    "not_concerned": ("This order does not belong to the ticket.", "该订单与工单无关。"),
    "above_limit": (
        "The refund is above your role's limit. Ask a lead to take over.",
        "退款超出您的权限，请主管接手。",
    ),
    "lead_only": ("Only a lead may do this.", "只有主管可以操作。"),
    "no_way_to_answer": ("There is no way to answer the customer here.", "这里无法回复客户。"),
}

REASONS: Mapping[str, tuple[str, str]] = {
    "asked_for_person": ("asked for a person", "要求人工"),
    "complaint": ("complaint", "投诉"),
    "not_understood": ("not understood repeatedly", "多次未能理解"),
    "sentiment": ("very upset", "情绪激动"),
    "payment_issue": ("payment problem", "支付问题"),
    "paid_twice": ("paid twice", "重复付款"),
    "not_helped": ("the answer did not help", "回答没帮上忙"),
}
# Action in the audit → what the history says.
ACTS: Mapping[str, tuple[str, str]] = {
    "ticket.take": ("ticket taken", "接手工单"),
    "ticket.take_over": ("ticket taken over", "从同事处接手"),
    "ticket.release": ("back to the queue", "退回排队"),
    "ticket.close": ("ticket closed", "结束工单"),
    "ticket.reply": ("answered in the chat", "在对话中回复"),
    "ticket.mail": ("answered by e-mail", "邮件回复"),
    "order.cancel": ("order cancelled", "取消订单"),
    "order.change_address": ("address changed", "修改地址"),
    "refund.request": ("refund requested", "申请退款"),
}
VERDICTS = VERDICT_WORDS  # the guard's reasons
# Where a suggestion comes from.
SOURCES: Mapping[str, tuple[str, str]] = {
    "generated": ("generated", "自动生成"),
    "greeting": ("greeting", "问候语"),
    "farewell": ("farewell", "结束语"),
    "policy": ("the shop's rules", "店铺规则"),
    "faq": ("a frequent question", "常见问题"),
    "product": ("the catalogue", "商品目录"),
}
KINDS: Mapping[str, tuple[str, str]] = {
    "question": ("question", "咨询"),
    "complaint": ("complaint", "投诉"),
    "payment_issue": ("payment problem", "支付问题"),
    "delivery_problem": ("delivery problem", "收货问题"),
}
ORDER_STATES: Mapping[str, tuple[str, str]] = {
    "placed": ("waiting for payment", "待付款"),
    "paid": ("paid", "已付款"),
    "packed": ("packed", "已打包"),
    "shipped": ("on its way", "运输途中"),
    "delivered": ("delivered", "已签收"),
    "cancelled": ("cancelled", "已取消"),
}
SHIPMENT_STATES: Mapping[str, tuple[str, str]] = {
    "label_created": ("announced to the carrier", "已通知快递"),
    "in_transit": ("on its way", "运输中"),
    "out_for_delivery": ("out for delivery", "派送中"),
    "delivered": ("delivered", "已签收"),
    "exception": ("held up", "运输异常"),
}
COLOR_WORDS: Mapping[str, tuple[str, str]] = {name: (name, zh) for name, zh in COLORS.items()}
LANGUAGES: Mapping[str, tuple[str, str]] = {"en": ("English", "英文"), "zh": ("Chinese", "中文")}
REFUSALS: Mapping[str, tuple[str, str]] = {
    "already_shipped": ("the order is on its way", "订单已发货"),
    "already_delivered": ("the order is delivered", "订单已签收"),
    "already_cancelled": ("the order is cancelled already", "订单已取消"),
    "already_packed": ("the order is packed", "订单已打包"),
    "unpaid_expired": ("the time to pay is over", "付款时间已过"),
    "not_paid": ("nothing was paid", "尚未付款"),
    "nothing_to_refund": ("nothing is owed", "没有应退款"),
    "refund_in_progress": ("a refund is on its way", "退款处理中"),
    "refund_paid": ("the refund is paid out", "已退款"),
    "nothing_changed": ("nothing is different", "没有变化"),
}


def words_of(language: str) -> Callable[..., str]:
    """`t("minutes", n=3)`: the words of a key in that language."""
    at = language == "zh"

    def t(key: str, **facts: object) -> str:
        return WORDS[key][at].format(**facts)

    return t


def label(table: Mapping[str, tuple[str, str]], code: str, language: str) -> str:
    """The words for a code; the code itself, made readable, where there are none."""
    found = table.get(code)
    return found[language == "zh"] if found else code.replace("_", " ")
