"""The page's words in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from retrieval.verdict_words import VERDICT_WORDS

LANGUAGES = ("en", "zh")

# key → (English, Chinese)
WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("How the assistant did", "小二运行报告"),
    "period": ("{start} to {end}, days in UTC", "{start} 至 {end}（UTC 日期）"),
    "made_at": ("Made on {at}", "生成于 {at}"),
    "empty": ("No conversations yet.", "还没有对话。"),
    "empty_hint": (
        "Nobody has talked with the assistant in this period. Talk with it (make chat, make serve), or choose another "
        "period with --from and --to.",
        "此期间没有人与小二对话。请先聊几句（make chat 或 make serve），或用 --from 和 --to 选择其他期间。",
    ),
    "summary": ("In short", "概览"),
    "volumes": ("Volumes", "对话量"),
    "visits": ("Conversations", "对话数"),
    "visits_hint": (
        "One who comes back after more than an hour begins a new conversation.",
        "超过一小时后再来，算作新的对话。",
    ),
    "turns": ("Messages of customers", "客户消息数"),
    "day": ("Day", "日期"),
    "channel": ("Channel", "渠道"),
    "channels": ("Channels", "渠道"),
    "language": ("Language", "语言"),
    "languages": ("Languages", "语言"),
    "en": ("English", "英文"),
    "zh": ("Chinese", "中文"),
    "count": ("Count", "次数"),
    "share": ("Share", "占比"),
    "intents": ("Intents", "意图"),
    "intent": ("Intent", "意图"),
    "confidence": ("Mean confidence", "平均置信度"),
    "intents_hint": ("Typed messages only; pressed buttons have no doubt.", "仅统计输入的消息，不含按钮。"),
    "containment": ("Solved without a person", "无需人工解决"),
    "contained": ("Conversations without a person", "未转人工的对话"),
    "handoffs": ("Calls for a person, by reason", "转人工原因"),
    "reason": ("Reason", "原因"),
    "fallbacks": ("Messages without a rule", "没有对应规则的消息"),
    "unanswered": ("Messages without a proper answer", "未得到妥善答复的消息"),
    "resort": ("What was said instead", "改为"),
    "resorts": ("What was said instead, by reason", "各原因的应对"),
    "unsaid": ("Why no generated reply was said", "未使用生成回复的原因"),
    "sum": ("Sum", "合计"),
    "tasks": ("Tasks: completion and drop-off", "任务：完成与流失"),
    "task": ("Task", "任务"),
    "begun": ("Begun", "开始"),
    "done": ("Done", "完成"),
    "refused": ("Refused by the rules", "规则不允许"),
    "stopped": ("Given up", "客户放弃"),
    "handed_over": ("To a person", "转人工"),
    "open": ("Left open", "未完成"),
    "left_at": ("Where those that were not done ended", "未完成者停在哪一步"),
    "no_step": ("before any question", "尚未提问"),
    "ratings": ("Ratings", "评价"),
    "stars": ("Stars", "星级"),
    "mean_stars": ("Mean rating", "平均评分"),
    "asked": ("Asked for a rating", "请求评价次数"),
    "not_helped": ("“This did not help”", "“没帮上忙”"),
    "comments": ("In their words", "客户评语"),
    "comment": ("Words", "评语"),
    "response": ("Response time", "响应时间"),
    "response_hint": (
        "From the arrival of a message at the assistant to the last word of its answer.",
        "从小二收到消息到答复最后一句的时间。",
    ),
    "p50": ("Half of the answers within", "50% 的答复在此时间内"),
    "p95": ("95 % of the answers within", "95% 的答复在此时间内"),
    "ms": ("{n} ms", "{n} 毫秒"),
    "misunderstood": ("Misunderstood messages", "未理解的消息"),
    "misunderstood_hint": (
        "Alike ones together; e-mail addresses, numbers, addresses and names are masked. As training examples: "
        "python -m reports --export FILE.jsonl, or FILE.yml for Rasa.",
        "相似的消息归为一组；邮箱、号码、地址和姓名已隐去。导出为训练样本：python -m reports --export 文件.jsonl（Rasa 用 文件.yml）。",
    ),
    "messages": ("Messages", "消息"),
    "guess": ("Likeliest meaning", "最可能的意图"),
    "none": ("None in this period.", "此期间没有。"),
    "more": ("… and {n} more", "……另有 {n} 条"),
    "by_letters": (
        "Grouped by their spelling, since there is no student.",
        "没有学生模型，按字面相似度分组。",
    ),
}

FALLBACKS: Mapping[str, tuple[str, str]] = {
    "unsure": ("no meaning was likely enough", "没有足够把握的意图"),
    "ambiguous": ("two meanings were alike", "两个意图难以区分"),
    "out_of_scope": ("not the shop's business", "超出店铺业务"),
    "no_answer_to_question": ("did not answer what a task had asked", "没有回答任务的提问"),
    "no_rule": ("understood, but there is no rule for it", "已理解，但没有对应规则"),
    "shop_unavailable": ("the shop did not answer", "店铺系统无响应"),
    "attack": ("wanted to change the assistant's instructions", "试图更改小二的指令"),
    "insult": ("an insult", "辱骂"),
}

RESORTS: Mapping[str, tuple[str, str]] = {
    "quoted": ("quoted the shop", "引用店铺原文"),
    "quoted_two": ("quoted two of the shop's texts", "引用两条店铺原文"),
    "generated": ("generated a reply", "生成回复"),
    "refused": ("stayed with its instructions", "坚持既有规则"),
    "calm": ("stayed calm", "平静回应"),
    "asked_back": ("asked back", "反问确认"),
    "offered_person": ("offered a person", "提议转人工"),
    "called_person": ("called a person", "转人工"),
    "said_so": ("said that it cannot help", "说明无法处理"),
    "": ("not recorded", "未记录"),
}

# The guard's reasons (retrieval/guard.py), and why there was nothing for it to look at.
UNSAID: Mapping[str, tuple[str, str]] = {
    "no_generator": ("there is no generator", "没有生成器"),
    "unsure_what_is_meant": ("asking back serves better", "更适合反问"),
    "too_late": ("it was not ready in time", "未能及时生成"),
    "nothing_fits": ("nothing of the shop's texts fits", "店铺资料里没有合适的内容"),
    "error": ("the generator failed", "生成器出错"),
    **VERDICT_WORDS,
}

HANDOFFS: Mapping[str, tuple[str, str]] = {
    "asked_for_person": ("asked for a person", "要求人工"),
    "complaint": ("complaint", "投诉"),
    "not_understood": ("not understood, again and again", "多次未理解"),
    "sentiment": ("anger", "情绪强烈不满"),
    "payment_issue": ("payment problem", "支付问题"),
    "paid_twice": ("paid twice", "重复支付"),
    "not_helped": ("“this did not help”", "“没帮上忙”"),
}


def words_of(language: str) -> Callable[..., str]:
    """`t(key, **facts)` in that language."""
    at = LANGUAGES.index(language)
    return lambda key, **facts: WORDS[key][at].format(**facts)


def label(table: Mapping[str, tuple[str, str]], code: str, language: str) -> str:
    """The word for a code; the code itself where there is none."""
    return table[code][LANGUAGES.index(language)] if code in table else code
