"""What went wrong with a delivery and what shall be done, as customers put it in either language."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.tasks.fault_words import says_fault
from actions.turn import Turn

NOT_RECEIVED = "not_received"
_KIND_OF_REASON = {
    "damaged": "damaged", "defective": "damaged", "missing_parts": "missing_parts",
    "wrong_item": "wrong_item", "not_as_described": "wrong_item",
}  # fmt: skip
_WORN = frozenset({None, "shoes", "clothing", "underwear", "accessories", "baby", "sports"})
_NO_FAULT = frozenset({"too_small", "too_large", "changed_mind", "cheaper_elsewhere"})
# Tried in this order: a missing part is told in nearly the words of a missing parcel.
_KINDS = {
    "missing_parts": re.compile(
        r"\b(?:one|some) ?things? (?:is|was|are|were) (?:gone|not (?:there|in it))\b|\bmissing (?!parcel|package|order)|\bincomplete\b|isn'?t complete|\bonly (?:got|received|came)\b"
        r"|(?<!parcel)(?<!package)(?<!order) (?:is|are|was) missing|\bshort by\b|\bhalf empty\b"
        r"|少(?:了|发|發|一|两|件|东西)|漏(?:发|發|了)|缺|没有?(?:发|给我放)|不齐",
        re.IGNORECASE,
    ),
    "damaged": re.compile(
        r"\b(?:broke|crack|damag|smash|shatter|leak|torn|bent|melt|crush|dent|mould|soak|soggy|drench)|\bin pieces\b|\bwet(?! (?:wipe|food|suit))"
        r"|碎|破|裂|坏|壞|漏|压扁|變形|变形|化了|发霉|摔|湿(?![巾厕粮])|淋雨|进水|泡水",
        re.IGNORECASE,
    ),
    "wrong_item": re.compile(
        r"\bwrong\b(?! (?:house|address|door))|\bnot what i ordered\b|\bsomething else\b"
        r"|\bdifferent (?:item|product|colou?r|size)\b"
        r"|\b(?:sent|sends?|got|gave|received|shipped|delivered|was|is|were|came|contained|had)\b.{1,50}\b(?:instead of|rather than)\b"
        r"|(?:买|買|要|订|訂|拍|点)的(?:是)?.{1,15}(?:[来发發寄送]|[收拿]到|到手|里面)(?:的?(?:了|是|却是|成))"
        r"|[发發寄]错|[发發寄送]成(?!功)|發錯|错货|不是我(?:买|要|拍|订)|不一样|不對版|货不对",
        re.IGNORECASE,
    ),
    NOT_RECEIVED: re.compile(
        r"(?:\b(?:never|not|nothing|no|nobody)\b|n'?t\b).{0,40}"
        r"\b(?:arriv\w*|rec[ei]+v\w*|came|come|here|got|get|showed|delivered|parcel|package|handed)\b"
        r"|\b(?:parcel|package|order) (?:is |was )?(?:missing|lost|stolen|gone)\b|\blost parcel\b"
        r"|\bmissing (?:parcel|package|order)\b|\bwrong (?:house|address|door)\b"
        r"|(?:says|marked|shows|claims).{0,20}delivered"
        r"|没有?(?:收到|到货|拿到|见到|见着|送到|影)|[还一]直?没到|未收到|沒收到|丢(?:了|件)|被人?(?:拿|偷)|不见了"
        r"|(?:显示|顯示).{0,6}(?:签收|簽收|送达|完成)|[代误]签",
        re.IGNORECASE,
    ),
}
_UNHARMED = re.compile(
    r"(?:没有?|沒有?|不是)[坏壞碎破裂漏]|\b(?:not|isn'?t|aren'?t|wasn'?t|nothing(?:'?s| is| was)?|no) (?:broken|damaged?|cracked|smashed)\b",
    re.IGNORECASE,
)
_RESOLUTION_OF = {
    "refund": "refund", "store_credit": "refund", "exchange": "replacement", "repair": "replacement"
}  # fmt: skip
_REPLACEMENT = re.compile(
    r"\breplace\w*|\b(?:re-?send|re-?ship)\w*\b|\b(?:new|another|right|correct) (?:one|pair)s?\b"
    r"|\bsen[dt] (?:me |us |out )*(?:(?:the |my |this |that )?\w+(?: (?!back)\w+)? )?(?:again|once more|anew)\b"
    r"|\bsen[dt] (?:me |us |out )*(?:the |a |an |my )?(?:right|correct|new|proper|other) \w+|\b(?:right|correct|proper) .{1,30}\bsent\b"
    r"|[补補重再][发發寄]|重新[发發寄]|[補补](?:给我|給我|上|一)|[換换](?:一|个|個|新|成)|[发發寄送].{0,4}(?:对的|對的|正确的|新的)|把[^，。]{0,8}(?:对的|對的|正确的|新的)[^，。]{0,8}[发發寄送]",
    re.IGNORECASE,
)
_REFUND = re.compile(r"\brefund\w*|\b(?:my |the )?money(?: back)?\b|退款|退钱|退錢", re.IGNORECASE)
_INVESTIGATION = re.compile(
    r"\b(?:investigat\w*|look into|check with|trace|find (?:it|out))\b|核查|核实|查一下|查查|问问?快递",
    re.IGNORECASE,
)
_RESOLUTIONS = {"replacement": _REPLACEMENT, "refund": _REFUND, "investigation": _INVESTIGATION}
# Right before a resolution: it is the one that is not wanted.
_NOT_WANTED = re.compile(
    r"(?:\b(?:(?:do not|don'?t|not|never) (?:want|need|asking for|ask for|asked for)|no|not|instead of|rather than|without|skip|forget)"
    r"(?: (?:to|have|get|an?|any|the|my|your|another))*|(?:不要|不用|不想要?|不需要|别|別|不是)(?:再|给我|帮我|什么|做)?)\s*$",
    re.IGNORECASE,
)
# Before or behind a resolution: something is asked about it, and it is not chosen by that.
_ASKED_BEFORE = re.compile(
    r"\b(?:what|how|why|when)\b(?! (?:about|not|to get|(?:do|can|could) (?:i|we) get)\b)[^.?!,;]{0,40}$|(?:什么是|什么叫|为什么要?|为啥要?)$",
    re.IGNORECASE,
)
_ASKED_BEHIND = re.compile(
    r"^[^，。；！？,.;!?]{0,4}(?:多久|多长时间|几天|什么意思|是什么|是啥|有什么用|有啥用|干嘛|怎么)"
    r"|^[^.,;!?]{0,12}\b(?:good for|mean)\b",
    re.IGNORECASE,
)
# Nothing at all has come; "I never got my refund" is about something else.
_NOTHING_CAME = re.compile(
    r"\b(?:never|not|haven'?t|hasn'?t|didn'?t|did not|have not|has not)(?: \w+){0,2}? (?:arrived?|rec[ei]+ved?|got|get|gotten|come|came|delivered|shown? up|turned up)\b"
    r"(?! (?:\w+ )?(?:what|right|refund\w*|money|code|e-?mail|mail|invoice|answer|reply|the right|on time|in time)\b| until| till)"
    r"|\bnothing (?:\w+ ){0,2}(?:arrived|came|here|delivered|showed up|turned up)\b|\b(?:got|received) nothing\b"
    r"|\b(?:parcel|package|delivery|order) (?:is |was |went |got )?(?:missing|lost|stolen|gone)\b|\b(?:missing|lost|stolen) (?:parcel|package|delivery)\b"
    r"|没有?(?:收到|拿到|见到|见着|到货|到手|送到)(?!.{0,4}(?:退款|退的|钱|码|短信|邮件|发票|回复|对的))|(?:啥|什么)(?:东西)?[都也]没"
    r"|(?:包裹|快递|货|件)(?:被人?)?(?:丢|不见|偷|没了)|丢件",
    re.IGNORECASE,
)
_TOO_MANY = re.compile(
    r"\btoo many\b|\bone too many\b|\b(?:ordered|bought|got) (?:\w+ ){0,2}(?:too many|twice|double)\b|[买订拍]多了|[买订拍]重了",
    re.IGNORECASE,
)
# What came is to stay or to go, asked: "do I have to send the broken one back?", 发错的还要寄回去吗.
_BACK_OR_KEEP = re.compile(
    r"\b(?:do|should|must|shall|am|are) (?:i|we)\b[^.!?]{0,40}\b(?:send|return|ship|mail|post|give|bring)(?:ing)?\b"
    r"|\b(?:do|will|would) you (?:want|need)\b.{0,40}\bback\b|\b(?:have|need|got) (?:it|them|that|this|the \w+(?: \w+)?) back\b"
    r"|\b(?:can|could|may|do|should|shall|must) (?:i|we)\b.{0,40}\b(?:keep|throw|bin|toss|chuck|drink|eat|use|dispose)\b"
    r"|\b(?:mine|ours) (?:to keep|now|then)\b"
    r"|\bwhat (?:do|should|shall|about|to do)\b.{0,20}\b(?:broken|wrong|old|damaged|smashed|cracked|other)\b"
    r"|(?:要不要|需不需要|用不用|必须|[还要用得需])[^，。！？]{0,6}[寄退还還](?![款钱錢没有是])|[寄退还還](?:回|给你|給你).{0,4}[吗么嘛不]"
    r"|[寄退]不[寄退]|(?:可以|能|我就?)[^，。！？]{0,4}(?:留着|留下|自己|扔|丢|喝|吃|用)|归我|(?:碎|破|坏|错|多)的?.{0,6}怎么(?:处理|弄)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"[?？]|^(?:\W|\b(?:yes|no|ok|okay|and|so|but|well|also|then)\b)*(?:do|does|should|must|shall|can|could|may|is|are|am|will|what)\b"
    r"|\b(?:do|should|must|shall|can|may) (?:i|we|you)\b|[吗么嘛不哈]\W*$|[吗么嘛不]\s|要不要|需不需要|用不用|[寄退]不[寄退]|怎么",
    re.IGNORECASE,
)
_PHOTO = re.compile(
    r"\b(?:photos?|pictures?|pics?|images?)\b|拍照|照片|图片|拍[张个]?图|拍下来|发图|传图", re.IGNORECASE
)
# What the choices mean, how long each takes, what comes next.
_OF_CHOICES = re.compile(
    r"\bwhat (?:happens|now|then|next|will happen|would happen|do you (?:suggest|recommend|advise)|should i|can (?:i|you|we)|are my options|does (?:that|each|it) mean)\b"
    r"|\bwhat'?s (?:next|the (?:difference|quickest|fastest|best))\b|\bhow (?:long|soon|fast|quick\w*)\b|\bhow (?:does|do|would|will) (?:that|this|it|each|these|they|those)\b|\bwhich (?:one )?(?:is|would be|do you|should)\b"
    r"|怎么办|咋办|咋整|怎么处理|怎么弄|怎么选|怎么走|什么流程|会怎么?样|区别|有啥不同|有什么不同|哪[个种].{0,4}[快好]|多久|多长时间|几天|什么时候能|接下来",
    re.IGNORECASE,
)
_LOOKED = re.compile(
    r"[问找看查](?:过|遍|了).{0,12}(?:没|不)|(?:邻居|鄰居|家里?人|室友|物业|门卫|保安|驿站|快递柜|前台|楼下|门口).{0,10}(?:没|不)"
    r"|(?:两样|两件|两个|全|哪|一个|一件|一样)?[都也](?:没有?|不在|不见)(?:[了啊呀]|\W|收到|看到|见到|拿到|找到)*$"
    r"|\b(?:asked|checked|looked|searched|spoke|talked|tried)\b.{0,60}\b(?:nothing|no|not|nobody|none|neither|never|n'?t|everywhere|already|too|nope)\b"
    r"|\b(?:asked|checked with|spoke to|talked to) (?:my |the |our |all (?:my |the )?)?(?:neighbou?rs?|flatmates?|family|reception|concierge|porter|building)\b"
    r"|\b(?:neighbou?rs?|nobody|no one|none of them|neither)\b.{0,24}\b(?:nothing|haven'?t|hasn'?t|didn'?t|has|have|got|seen|saw|came|arrived|here|there|took)\b"
    r"|\bnot (?:there|with (?:them|the neighbou?rs?)|at the (?:door|reception|pick-?up point)) either\b|\blooked everywhere\b",
    re.IGNORECASE,
)
_WHEN_BOUGHT = re.compile(
    r"(?:去年|前年|今年|上个?月|上上个?月|上周|上星期|前[天几段阵]|昨天|前不久|几个月前|半年前|[\d一二两三四五六七八九十]+(?:月|号|天前|周前|个月前)|双十一|双11|618|春节|过年).{0,8}(?:买|下的?单|订|拍|收)的?"
    r"|\b(?:bought|ordered|got|purchased)\b.{0,24}\b(?:last|ago|yesterday|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|this (?:year|month|week))\b"
    r"|^\W*(?:it was |that was |around |about |sometime |back )*(?:last|in) (?:year|month|week|summer|spring|winter|autumn|fall|january|february|march|april|may|june|july|august|september|october|november|december)\b[\w ]{0,12}\W*$",
    re.IGNORECASE,
)
# The other of two.
OTHER_ONE = re.compile(
    r"\bother (?:one|item|thing|product)\b|\bthe other\b|另[一外]?[个個件盒包双條条]|另外那", re.IGNORECASE
)
# Nothing is wrong with it.
FINE = re.compile(
    r"\b(?:is|are|was|were|it'?s|they'?re|came|arrived)(?: \w+)? (?:fine|ok|okay|good|right|correct|intact|alright|perfect|undamaged)\b"
    r"|\b(?:fine|ok|okay|intact|nothing wrong)\b(?!,? (?:but|then))|没问题|沒問題|没事|是?(?:好|对|對)的|完好|没[坏碎破]",
    re.IGNORECASE,
)


def kind_said(turn: Turn) -> str | None:
    """The kind of problem, by the recognised reason or else by the words."""
    for reason in turn.entities.get("reason", ()):
        if reason in _KIND_OF_REASON:
            return _KIND_OF_REASON[reason]
    text = _UNHARMED.sub(" ", turn.text)
    told = next((kind for kind, words in _KINDS.items() if words.search(text)), None)
    return told or ("damaged" if says_fault(replace(turn, text=text)) else None)


def finds_no_fault(turn: Turn) -> bool:
    """Whether the goods are as they should be and yet unwanted: too small, too many, no longer needed."""
    if turn.is_button or kind_said(turn) is not None:
        return False
    reasons = set(turn.entities.get("reason", ())) & _NO_FAULT
    if turn.first("category") not in _WORN:  # a handle that has come loose is no size
        reasons -= {"too_small", "too_large"}
    return bool(reasons or _TOO_MANY.search(turn.text))


def resolution_said(turn: Turn) -> str | None:
    """What the customer wants done about it; what is ruled out or asked about is not chosen."""
    out = ruled_out(turn)
    asked = asked_of(turn)
    for said in turn.entities.get("resolution", ()):
        if (resolution := _RESOLUTION_OF.get(said, said)) not in out | asked:
            return resolution
    if turn.intent == "get_refund" and "refund" not in out | asked:
        return "refund"
    if _wishes("replacement", turn) or (turn.intent == "exchange_item" and "replacement" not in out):
        return "replacement"
    return "investigation" if _wishes("investigation", turn) else None


def ruled_out(turn: Turn) -> frozenset[str]:
    """The resolutions that are named as not wanted: "I don't want an investigation"."""
    if turn.is_button:
        return frozenset()
    return frozenset(name for name in _RESOLUTIONS if _stands(name, turn, _NOT_WANTED))


def asks_of_investigation(turn: Turn) -> bool:
    """Whether the customer wants to know what looking into it means or how long it takes."""
    return not turn.is_button and _asked_about("investigation", turn)


def asked_of(turn: Turn) -> frozenset[str]:
    """The resolutions that something is asked about: "how long will a refund take"."""
    return frozenset(name for name in _RESOLUTIONS if not turn.is_button and _asked_about(name, turn))


def wants_same_again(turn: Turn) -> bool:
    """Whether the words ask for the goods to be sent once more."""
    return not turn.is_button and _wishes("replacement", turn)


def says_nothing_came(turn: Turn) -> bool:
    """Whether nothing of the order has reached the customer, whatever is wished for because of it."""
    return not turn.is_button and bool(_NOTHING_CAME.search(turn.text))


def is_question(turn: Turn) -> bool:
    """Whether the message asks something."""
    return not turn.is_button and bool(_ASKED.search(turn.text))


def asks_of_choices(turn: Turn) -> bool:
    """Whether it is asked what the choices mean, how long they take, or what happens next: "what happens now?", 现在怎么办."""
    return not turn.is_button and bool(_OF_CHOICES.search(turn.text))


def asks_for_photo(turn: Turn) -> bool:
    """Whether the customer asks if pictures are wanted: 要拍照吗, "do you need a photo?"."""
    return not turn.is_button and bool(_PHOTO.search(turn.text) and _ASKED.search(turn.text))


def looked_for_it(turn: Turn) -> bool:
    """Whether the message says that the parcel was looked for in vain: 问过邻居了 没有, "I asked the neighbours, nothing"."""
    return not turn.is_button and bool(_LOOKED.search(turn.text)) and not _ASKED.search(turn.text)


def says_when_bought(turn: Turn) -> bool:
    """Whether the message says when the goods were bought, which names no order: 去年八月买的."""
    return not turn.is_button and bool(_WHEN_BOUGHT.search(turn.text)) and not _ASKED.search(turn.text)


def says_it_again(turn: Turn, resolution: str | None) -> bool:
    """Whether the message asks once more, in words of its own, for what the summary does: 重新给我发对的. The very same message is
    one that was delivered twice, and no yes."""
    if turn.is_button or turn.text in turn.before or turn.says_no or _ASKED.search(turn.text):
        return False
    return resolution is not None and resolution_said(turn) == resolution


def asks_to_keep(turn: Turn) -> bool:
    """Whether the customer asks what becomes of the goods that came wrong: sent back, kept or thrown away."""
    return not turn.is_button and bool(_BACK_OR_KEEP.search(turn.text) and _ASKED.search(turn.text))


def _wishes(resolution: str, turn: Turn) -> bool:
    named = _RESOLUTIONS[resolution].search(turn.text)
    return bool(named) and resolution not in ruled_out(turn) and not _asked_about(resolution, turn)


def _asked_about(resolution: str, turn: Turn) -> bool:
    behind = any(
        _ASKED_BEHIND.search(turn.text[m.end() :]) for m in _RESOLUTIONS[resolution].finditer(turn.text)
    )
    return behind or _stands(resolution, turn, _ASKED_BEFORE)


def _stands(resolution: str, turn: Turn, before: re.Pattern[str]) -> bool:
    """Whether such words stand before each naming of the resolution."""
    named = list(_RESOLUTIONS[resolution].finditer(turn.text))
    return bool(named) and all(before.search(turn.text[: match.start()]) for match in named)
