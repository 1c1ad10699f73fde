"""What the guard's reasons mean, for the people who read its verdicts: at the desk and in the report."""

from __future__ import annotations

from collections.abc import Mapping

# A reason of retrieval.guard.REASONS → (English, Chinese).
VERDICT_WORDS: Mapping[str, tuple[str, str]] = {
    "empty": ("empty", "没有内容"),
    "too_long": ("very long", "篇幅过长"),
    "wrong_language": ("in another language than the customer's", "与客户的语言不一致"),
    "repetition": ("repeats itself", "内容重复"),
    "markup": ("marks instead of words", "含有异常符号"),
    "profanity": ("a rude word", "含有不文明用语"),
    "personal_data": ("personal data", "含有个人信息"),
    "number": ("a number without a source", "数字没有依据"),
    "price": ("an amount without a source", "金额没有依据"),
    "percent": ("a percentage without a source", "百分比没有依据"),
    "duration": ("a length of time without a source", "时长没有依据"),
    "date": ("a date or time without a source", "日期或时间没有依据"),
    "order_number": ("a number of an order or a code without a source", "订单号或编码没有依据"),
    "url": ("an address on the web without a source", "网址没有依据"),
    "product": ("a product that nobody has named", "提到了无关商品"),
    "name": ("a name without a source", "名称没有依据"),
    "promise_done": ("says that something is done", "声称已经办理"),
    "promise_benefit": ("promises a benefit", "承诺优惠或补偿"),
    "promise_date": ("promises a date", "承诺时间"),
    "promise_sure": ("promises that something is certain", "作出绝对保证"),
    "instructions": ("speaks of instructions", "谈及系统指令"),
}
