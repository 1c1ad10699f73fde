"""Promises and claims that only the shop's own systems may make: done deeds, benefits, dates, guarantees."""

from __future__ import annotations

import re
from collections.abc import Iterable

from values.said import plain_pattern

# What a reply may speak of only if the context does, with the words by which the context does.
_TOPICS = {
    "refund": r"refund|money back|reimburs|pay (?:you )?back|paid back|store credit|difference|退款|退钱|退回|退给|退您|钱退|返还|赔|购物金|差价|余额|原路",
    "discount": r"discount|% off|\boff\b|coupon|code|voucher|reduc|sale|cheaper|折|优惠|券|减|特价|降价|便宜|满\d",
    "free": r"\bfree\b|no cost|costs? nothing|nothing (?:more )?to pay|no charge|not charged?|at no|without charge|nothing once|we pay|免|不收|包邮|不花钱|不用钱|运费我们出|我们出|不另外?收|赠|送",
    "gift": r"\bgift|present|voucher|sample|赠|礼|小样|送",
    "replacement": r"replac|exchang|swap|new one|send (?:you )?(?:a |another )|换|补发|重发|换新",
    "cancel": r"cancel|取消",
    "compensation": r"compensat|goodwill|credit|赔|补偿|补给",
    "upgrade": r"upgrade|gold|platinum|silver|level|升级|黄金|铂金|白银|等级",
}
_WORDS_OF = {name: plain_pattern(words) for name, words in _TOPICS.items()}

_NEGATED = plain_pattern(
    r"\b(?:can'?t|cannot|can not|couldn'?t|won'?t|not|no|never|n't|unable|don'?t|doesn'?t|isn'?t|aren'?t|wouldn'?t|nor|neither|without"
    r"|hard to|beyond|only a colleague|instead of)\b|n't\b|不|没|无|别|勿|未|难以|非"
)
_NO_PROBLEM = plain_pattern(r"\bno problem\b|没问题|没关系|不客气|不用谢|不用担心|不着急")
_ASKS = re.compile(r"[?？]\s*$|吗[。！～~\s]*$")
_IF = plain_pattern(
    r"\b(?:if|whether|once|when|unless|would you|shall i|do you want|how|what)\b|如果|要是|的话|是否|要不要|是不是|能不能|可不可以|看看"
)

# The assistant says that it, or the shop, has done something: only an order's own facts may say so.
_DONE = plain_pattern(
    r"\b(?:i|we)(?:'ve| have| just|'ve just| have just| have now| have already|'ve already)* "
    r"(?:refunded|cancell?ed|approved|credited|applied|issued|upgraded|waived|granted|unlocked|deleted|processed|reserved|booked|placed|"
    r"overridden|overrode|transferred|reimbursed|compensated|reduced|lowered|activated|disabled|bypassed|removed|changed|added|"
    r"shipped|dispatched|arranged|confirmed|registered)\b"
    r"|(?:\b(?:is|are|has been|have been|was|were)|'s been|'ve been)(?: now| already| hereby| fully)?(?: marked(?: as)?)? "
    r"(?:approved|granted|issued|processed|confirmed|refunded|cancell?ed|released|applied|waived|activated|on its way|on the way|credited|accepted|completed|set (?:to|as)|deleted|unlocked|upgraded|overridden|exempt\w*|reimbursed|compensated|transferred)\b"
    r"|\b(?:approved|granted|done|deal|agreed)[!.]"
    r"|(?:已经?|刚刚?|都)(?:经)?(?:为您|给您|帮您|替您|把|将)?[^，。！？]{0,8}(?:退款|退了|取消|批准|通过|改好|改成|发放|减免|打折|升级|开通|删除|删掉|补发|安排|下单|办好|办妥|办理|登记|发货|发出|激活|生效|解锁|免单|到账)"
    r"|(?:退款|免单|升级|修改|取消|补偿|赔偿|申请|退货|折扣)(?:已|成功|完成|通过|搞定)|(?:批准|成交|同意)了?[。！]"
)
_DONE_WORD = plain_pattern(
    r"refund\w*|cancel\w*|approv\w*|credit\w*|appl\w+|issu\w+|upgrad\w*|waiv\w*|grant\w*|unlock\w*|delet\w*|process\w*|reserv\w*|book\w*|plac\w*|"
    r"transfer\w*|reimburs\w*|compensat\w*|reduc\w*|lower\w*|activat\w*|chang\w*|add\w*|ship\w*|dispatch\w*|arrang\w*|confirm\w*|regist\w*|"
    r"releas\w*|mark\w*|set\b|remov\w*|rais\w*|overr\w*|exempt\w*|accept\w*|complet\w*|on (?:its|the) way|退款|退了|退|取消|批准|通过|改|发放|减免|打折|升级|开通|删|补发|安排|下单|办|登记|发货|发出|激活|生效|解锁|免单|到账"
)
# Somebody is to do or to get something.
_WILL = plain_pattern(
    r"\b(?:i|we)(?:'ll|'d be glad to| will| can| shall| could|'m going to|'re going to| am going to| are going to| gladly)?(?: \w+){0,2} "
    r"(?:refund|give|credit|compensat\w+|discount|waive|reimburse|upgrade|pay|grant|offer|take|deduct|cancel|replace|exchange|send)\b"
    r"|\byou(?:'ll| will| can| may| shall| are going to|'re entitled to| are entitled to)?(?: \w+){0,2} (?:get|have|receive|be (?:given|paid|refunded|credited)|keep)\b"
    r"|\b(?:here is|here's|enjoy|take) (?:a|an|your|the|another)\b"
    r"|(?:给|为|帮|替)您[^，。！？]{0,8}(?:退|免|减|打|赔|补|送|升级|优惠|取消|换|改价|降)|(?:退|免|减|赔|补|送|还)(?:您|给您|钱给您)|您(?:可以|能|将|会)?(?:获得|享受|得到|领取|收到|拿到)"
)
# What costs nothing: said of anything, it is a promise.
_FREE = plain_pattern(
    r"(?<!feel )(?<!-)\bfree\b(?! (?:to|time|of\b(?! charge)))|\bpay(?:s)? nothing\b|\bno (?:delivery |shipping )?(?:fee|charge|cost)s?\b|\bnothing to pay\b"
    r"|免单|免费|包邮|不要钱|不用(?:付|给)(?:钱|款|运费)?|免运费|(?:费|运费|手续费)(?:已经)?(?:都)?免了?|白送|全款退|全额退"
)
_ARRIVES = plain_pattern(
    r"arriv\w*|deliver\w*|ship\w*|reach\w*|be there|come|comes|get it|have it|receive|with you|dispatch\w*|leaves?|refund\w*|back in stock|restock\w*|pay\w*|"
    r"送到|送达|到货|到账|到达|到您|发货|发出|寄出|收到|补货|退款|派送"
)
_SOON = {
    "today": r"\btoday\b|今天|今日|当天|当日",
    "tonight": r"\btonight\b|this evening|今晚",
    "tomorrow": r"\btomorrow\b|next day|overnight|明天|明日|次日|隔天|第二天",
    "after tomorrow": r"后天",
    "at once": r"\bimmediately|right away|instantly|at once|within the hour|in no time|straight ?away|立刻|立即|马上|秒到|即刻",
    "this week": r"this week\b|本周|这周",
    "next week": r"next week\b|下周|下星期",
    "this weekend": r"weekend|周末",
    "this month": r"this month\b|本月|这个月",
    "next month": r"next month\b|下个?月",
}
_SOON_OF = {name: plain_pattern(words) for name, words in _SOON.items()}
_SURE = plain_pattern(
    r"\b(?:guarantee\w*|promise\w*|swear|definitely|certainly will|for sure|without fail|100 ?% sure|legally binding|binding offer)\b"
    r"|保证|承诺|发誓|担保|必定|一定会|一定能|肯定会|肯定能|百分百|绝对能|绝对会|具有法律效力"
)


def promises(sentences: Iterable[str], support: str) -> set[str]:
    """What the sentences promise or claim beyond `support`: promise_done, promise_benefit, promise_date, promise_sure.

    Both are half-width, lower-case, simplified text. Questions, refusals and conditions promise nothing by themselves.
    """
    found: set[str] = set()
    for sentence in sentences:
        if _ASKS.search(sentence):
            continue
        for clause in _clauses(sentence):
            if _FREE.search(clause) and not _IF.search(clause) and not _WORDS_OF["free"].search(support):
                found.add("promise_benefit")
            if _NEGATED.search(_NO_PROBLEM.sub("", clause)):
                continue
            if _done(clause, support):
                found.add("promise_done")
            if not _IF.search(clause) and _WILL.search(clause) and not _is_supported(clause, support):
                found.add("promise_benefit")
            if _ARRIVES.search(clause) and _too_soon(clause, support):
                found.add("promise_date")
            if _SURE.search(clause) and not _SURE.search(support):
                found.add("promise_sure")
    return found


def _clauses(sentence: str) -> list[str]:
    """Parts between which a "not" does not reach: "I can't do that, but you'll get 20% off"."""
    return [
        part
        for part in re.split(r"[,;:，；：]|\b(?:but|however|though|and)\b|但是?|不过|可是", sentence)
        if part.strip()
    ]


def _done(clause: str, support: str) -> bool:
    match = _DONE.search(clause)
    if match is None or _IF.search(clause):
        return False
    deeds = {word.group()[:5] for word in _DONE_WORD.finditer(match.group())}
    return not deeds or not all(deed in support for deed in deeds)


def _is_supported(clause: str, support: str) -> bool:
    spoken = [name for name, words in _WORDS_OF.items() if words.search(clause)]
    return all(_WORDS_OF[name].search(support) for name in spoken)


def _too_soon(clause: str, support: str) -> bool:
    return any(words.search(clause) and not words.search(support) for words in _SOON_OF.values())
