"""The yes, the no or the stop that a message begins with, apart from what it says besides: "yes, and how do I send it back?", 好的 另外开张发票."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

# but: a yes that hangs on what follows. stop: the present matter is given up, whatever was asked.
Kind = Literal["yes", "but", "no", "stop"]

_END = r"(?=$|[\s,.;:!?~…，。；：！？、—–-])"  # of a word, where Chinese ones need no space
_TOKENS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "stop",
            r"(?:please )?(?:stop|quit)(?: (?:it|this|that|there|now|here|please))?(?=$|[,.;:!?…—–-]|\s+(?:and|i|i'm|it|we|no)\b)"
            rf"|(?:forget|leave) (?:it|this)(?: then)?{_END}|never ?mind{_END}"
            r"|(?:i'?ll|let me|i (?:need|want|have) to|gonna) (?:think (?:about it|it over)|sleep on it)(?: first| then)?(?=$|\W)"
            r"|(?:maybe |perhaps )?(?:another time|later then|not (?:now|yet|today))(?=$|[,.;:!?…—–-])"
            rf"|(?:停(?:一下|下)?|算了|(?:先|别|別|不)(?:不|别|別)?(?:办|弄|搞)了?|不弄了)[吧啦了]?{_END}"
            rf"|(?:那|我|让我)*(?:再|先)(?:考虑|想)(?:考虑|想|一下|下)?(?:一下|吧|看)?{_END}",
        ),
        (
            "no",
            rf"(?:no(?: no)*|nope|nah)(?: (?:thanks|thank you|sorry|wait|actually|then))*"
            r"(?=$|[,.;:!…—–-]|\s+(?:i|i'm|i'd|id|im|it|it's|its|you|we|that|that's|thats|this|the|my|hang|hold|just|please|not|rather|make|change|send|stop|don'?t|do not)\b)"
            rf"|(?:hang on|hold on){_END}|(?:no,? )?thanks? but no{_END}"
            rf"|(?:不是|不对|不對|不用|不要|不了|不|别|先别|先不)[了啊呀的哦吧]?{_END}",
        ),
        (
            "yes",
            r"(?:yes|yeah|yea|yep|yup|ya|y|ok(?:ay)?|k|sure|confirm(?:ed)?|correct|exactly|right|go ahead|go for it|(?:please )?do (?:it|that|so)"
            r"|absolutely|definitely|of course|fine|perfect|agreed|i (?:confirm|agree)|(?:that'?s|that is|it'?s|sounds?|looks|all|is) (?:right|correct|fine|good|ok|okay)|that works)(?=$|\W)"
            r"|(?:好的|好滴|好哒|好呀|好啊|好嘞|嗯+|是的|对的|對的|ok(?![a-z]))[吧啊呀呢哒了啦嘞滴哈哦]?"
            rf"|(?:是|[对對]{{1,3}}|好{{1,2}}|行|可以|确认|确定|確認|確定|没错|没问题|同意|要|要的|成|中|得嘞)[吧啊呀呢哒啦嘞的滴哈哦]*{_END}",
        ),
        (
            "deed",
            r"(?:(?:just|please|then|you can|let'?s) )*(?:cancel|return|exchange|refund|change|order|buy|place|submit|claim|send|subscribe|publish|remove|delete|report|replace|swap|proceed|go on|continue|start)"
            r"(?: (?:it|that|them|this|these|those|everything|the (?:order|change|return|exchange|refund|report|review|address|item|items)))?(?: back| again| then| please| now)*"
            r"(?=$|[,.;:!…—–-]|\s+(?:and|but|also|then|oh)\b)"
            r"|(?:就|那|请|帮我|给我|麻烦|我要|我|这样|先)*(?:确认|申请|办理|提交|退货|退款|退|换货|换|改|开|下单|买|注销|订阅|退订|取消|删除|删|发布|补发|重发|送修|加|登记|办|报)"
            rf"(?:它|这个|一下|掉|了|上)*[吧呗啊哦哈啦]*{_END}",
        ),
        (
            "word",
            r"(?:please|pls|plz|thanks?(?: you| a lot| so much)?|thx|ty|cheers|great|good|cool|lovely|nice|oh|ah|um+|hm+|well|so|mate|dear|then|sorry)(?=$|\W)"
            rf"|(?:谢谢|多谢|谢了|麻烦了?|辛苦了?|亲|哦+|噢|喔|那|额|呃|哎|啊){_END}",
        ),
        (
            "but",
            r"(?:but|however|only if|if|unless|except|provided|as long as|although|though)(?=$|\W)|但是?|不过|除非|如果|要是|只要",
        ),
        (
            "and",
            r"(?:and|also|plus|then|while you'?re at it|by the way|btw|now|next|another thing|one more thing)(?=$|\W)"
            r"|另外|还有|還有|顺便|順便|对了|對了|然后|同时|以及|还想问一?下?|想问一?下?|请问一?下?",
        ),
    )
)
_GAP = re.compile(r"[\s,.;:!~…，。；：！、—–-]*")
# A message that begins so may still mean the opposite: "ok then no".
_SOFT = re.compile(r"ok(?:ay)?|k|right|sure|fine|嗯+|好的?吧?|行吧?", re.IGNORECASE)


@dataclass(frozen=True)
class LeadingAnswer:
    """What a message begins with, where that ends, and where the rest begins."""

    kind: Kind
    end: int
    rest: int


def leading_answer(text: str) -> LeadingAnswer | None:
    """The answer before the rest of a message; None where it begins with none, says both, or says nothing else."""
    kind: Kind | None = None
    end = at = start = _gap_after(text, 0)
    while at < len(text):
        found = next(((name, hit.end()) for name, words in _TOKENS if (hit := words.match(text, at))), None)
        if found is None or (found[0] == "and" and kind is None):
            break
        name, stop = found
        if name in ("yes", "no", "stop"):
            if name == "yes" and kind in ("no", "stop"):
                return None
            if kind == "yes" and name != "yes" and not _SOFT.fullmatch(text[start:at].strip(" ,.!，。！")):
                return None
            kind = "stop" if "stop" in (kind, name) else "no" if name == "no" else "yes"
        elif name == "deed" and kind != "yes":
            break
        elif name == "but":
            kind = "but" if kind == "yes" else kind
        if name not in ("and", "but"):
            end = stop
        at = _gap_after(text, stop)
        if name == "but":
            break
    if kind is None or not re.search(r"\w", text[at:]):
        return None
    return LeadingAnswer(kind, end, at)


def _gap_after(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return found.end() if found else at
