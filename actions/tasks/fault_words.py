"""Goods that fail in use, and the wish to have them repaired or replaced, as customers put it in either language."""

from __future__ import annotations

import re

from actions.turn import Turn

_FAULT = re.compile(
    r"\b(?:does|did|do|will|would|can|is|are|was)(?:n'?t| not)(?: \w+){0,2}? (?:turn(?:ing)? on|switch(?:ing)? on|power(?:ing)? (?:on|up)|start(?:ing)?|work(?:ing)?|charg(?:e|ing)|heat(?:ing)?|boil(?:ing)?|respond(?:ing)?|light(?:ing)? up|connect(?:ing)?|hold(?:ing)? (?:a |its |the )?charge)\b"
    r"|\bwon'?t (?:turn on|switch on|power (?:on|up)|start|work|charge|heat|boil|open|close|light up|connect|respond)\b"
    r"|\bdied\b(?! down)|\b(?:stopped|quit|no longer) (?:work\w*|heat\w*|charg\w*|turn\w*|boil\w*|respond\w*|connect\w*)\b"
    r"|\b(?:is|are|it'?s|they'?re|went|gone|completely|totally) (?:completely |totally )?(?:dead|broken|faulty|defective)\b|\bnothing happens when\b"
    r"|\b(?:broke (?:down|off|again)|(?:came|fell|coming|falling) (?:off|apart|loose|unstuck)|peel(?:ed|ing|s) off|snapped|leak(?:s|ed|ing)?)\b"
    r"|没(?:有)?反应|不通电|[通插充]不[了进上]?电|[开启]不了?机|开不开|开不起来|启动不了|不启动|不(?:加热|制冷|发热|出水|转了?|亮了?|响了?|工作|能用)(?!吧|也)"
    r"|(?:用|亮|转|连|响)不了|不灵了?|失灵|死机|坏了|坏掉|故障|开[胶裂线]|脱[胶线落]|掉[底皮漆色]|断[了裂]|漏[水电气油]|冒烟|烧了|裂[开了]",
    re.IGNORECASE,
)
# What fails there is no goods of the shop's.
_NO_GOODS = re.compile(
    r"\b(?:web ?site|site|app|page|link|button|chat|bot|login|log ?in|password|code|coupon|voucher|payment|checkout|cart|e-?mail|tracking)\b"
    r"|网站|网页|页面|链接|小程序|登录|登陆|密码|验证码|优惠[码券]|付款|支付|购物车|邮箱|客服|机器人",
    re.IGNORECASE,
)
# It was so when it came: no failure in use.
_ON_ARRIVAL = re.compile(
    r"\barriv\w*|\b(?:came|got (?:it|them|here)|delivered) (?:\w+ )?(?:broken|damaged|faulty|dead|defective)\b|\bout of the box\b|收到|到货|到手|寄来|送来|[一刚]打开|拆开",
    re.IGNORECASE,
)
_REPAIR = re.compile(
    r"\brepair(?:ed|ing|s)?\b|\b(?:have|get) (?:it|them|this|that) (?:fixed|mended|serviced|seen to)\b|\b(?:fix|mend) (?:it|them|this|that)\b"
    r"|报修|送修|返修|维修|修理|修一[下修]|[来去给帮要能可付]?(?:费|钱)?修(?:也|都)?(?:行|可以|好|吧|了|一|不)|(?:花钱|付费|自费|有偿|掏钱)修|(?:帮|给|替)我?修(?!改)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?？]|[吗么呢嘛]\W*$|能不能|可不可以|行不行|可以不|能否|多久|多少|怎么|什么|哪"
    r"|^(?:\W|\b(?:and|so|but|ok|okay|then|well)\b)*(?:can|could|do|does|is|are|will|would|how|what|when|where|why|who)\b",
    re.IGNORECASE,
)
# What now, where the assistant itself can do no more.
_WHAT_NOW = re.compile(
    r"(?:那|这|现在|接下来|不能改|改不了|那我|我|该|要|\W)*(?:怎么办|咋办|咋整|怎么弄|怎么处理)[呢啊呀嘛]?\W*"
    r"|(?:\W|\b(?:and|so|but|ok|okay|well|then|oh|hmm+|great)\b)*what (?:now|then|happens (?:now|next)|(?:can|should|do|shall|could) (?:i|we|you) (?:still )?do(?: now| then| about (?:it|that))?)\W*"
    r"|.{0,30}\b(?:anything|something) (?:else )?(?:i|you|we|that can be) (?:can |could )?(?:do|done)(?: about (?:it|that))?\W*",
    re.IGNORECASE,
)


def says_fault(turn: Turn) -> bool:
    """Whether the message says that goods have failed: "it doesn't turn on at all", 插上电没反应."""
    return not turn.is_button and bool(_FAULT.search(turn.text)) and not _NO_GOODS.search(turn.text)


def fails_in_use(turn: Turn) -> bool:
    """Whether the goods have failed and it is not said that they came so: what the warranty is for."""
    return says_fault(turn) and not _ON_ARRIVAL.search(turn.text)


def wants_repair(turn: Turn) -> bool:
    """Whether the message speaks of having the goods repaired, for money or without: 帮我报修, "I'd pay for the repair"."""
    return not turn.is_button and (turn.first("resolution") == "repair" or bool(_REPAIR.search(turn.text)))


def asks_first(turn: Turn) -> bool:
    """Whether something is asked, so that nothing is to be done about it yet."""
    return bool(_ASKS.search(turn.text))


def asks_what_now(turn: Turn) -> bool:
    """Whether the customer asks for a way on and says nothing else: 那怎么办, "so what can I do now?"."""
    return not turn.is_button and bool(_WHAT_NOW.fullmatch(turn.text))
