"""Questions about the shop's rules that sound like wishes: "change my delivery to express", 不付的话会自动取消吗, 拒收要扣运费吗."""

from __future__ import annotations

import re

_FASTER = r"(?:express|expedited|overnight|next[- ]day|faster|quicker|priority|same[- ]day)"
# Another, faster delivery of what is ordered: no new address.
_UPGRADES = (
    rf"\b(?:change|switch|upgrade|move|turn|make)\b(?: (?:my|the|this|that|it|order|parcel|package|delivery|shipping|shipment|ord-\d+))* "
    rf"(?:in)?to (?:an? )?{_FASTER}\b"
    rf"|\b(?:make|have) (?:it|my order|my delivery|the delivery|the shipping) {_FASTER}\b"
    r"|\bupgrade (?:my |the )?(?:delivery|shipping|shipment)\b"
    rf"|\badd (?:an? )?{_FASTER} (?:delivery|shipping)\b"
    r"|(?:改|换|升级|转)[成为到]?(?:加急|特快|次日达|当日达|快一点的|最快的|空运)"
    r"|(?:配送|快递|运输)(?:方式)?(?:改|换|升级)[成为到]?.{0,2}(?:加急|特快|次日达|当日达|快)"
)
# What becomes of an order that is not paid: nobody wishes to cancel it.
_LAPSES = (
    r"(?:会|要)?自动取消[了掉]?(?:吗|嘛|么|不|呢|[?？])|(?:会不会|是不是会?)(?:被)?(?:自动)?取消"
    r"|(?:多久|多长时间|几天|几个?小时|什么时候|啥时候|几时)(?:会|就|才|就会|才会)?(?:被)?(?:自动|系统)?(?:取消|失效|过期|关闭)[掉了]?[呢啊?？]*$"
    r"|\bwhen (?:does|do|will|would) (?:it|this|that|they|my order|the order|this order|(?:an )?unpaid orders?) (?:expire|lapse|run out|get cancell?ed|be cancell?ed)"
    r"|\bhow long (?:until|before|till) (?:it|this|that|my order|the order) (?:expires|lapses|runs out|(?:is|gets) cancell?ed)"
    r"|\b(?:will|does|do|would|is|are) (?:it|they|this|that|my order|the order|(?:un)?paid orders?)(?: (?:get|be|automatically))* (?:cancell?ed|cancel|expire)"
    r"(?: (?:automatically|by itself|on its own|if i do(?:n't| not) pay))"
    r"|\bautomatically cancell?ed\b.{0,40}[?？]"
)
# A parcel that is turned away at the door.
_REFUSES = (
    r"拒收|拒签|\b(?:refuse|reject|turn away)(?: to (?:accept|take))? (?:the|my|a|this) (?:delivery|parcel|package|order)\b"
    r"|\b(?:refuse|reject) it (?:at the door|when it (?:comes|arrives))\b"
)
_SHIPS_FROM = (
    r"发货地|(?:从|在)?(?:哪里?|哪儿|什么地方)发[货出]|仓库在哪|\bwhere do (?:you|your parcels|things|orders) (?:ship|send|dispatch|come)(?: \w+)? from\b"
    r"|\bwhere (?:are (?:you|orders|things) )?(?:shipp(?:ed|ing)|sent|dispatched) from\b|\bwhere(?:'s| is) your warehouse\b"
)
# When a person is there.
_STAFFED = (
    r"(?:什么时候|啥时候|几点|几时|何时)(?:会|能|才)?(?:有人(?:在|工)?|有客服|上班|人工)|人工.{0,4}(?:几点|什么时候|啥时候)"
    r"|(?:周末|双休日?|周[六日天]|晚上|夜里|节假日|中午)(?:有没有|有)(?:人|客服)(?:在|值班)?(?:[吗嘛么不没]|\W*$)"
    r"|\bwhen (?:is|are|will|would) (?:some(?:one|body)|any(?:one|body)|a person|a human|you(?:r people)?|people) (?:be )?(?:there|available|around|online|in)\b"
)
# Where the parcel is to be left: nobody gives anything up.
_LEFT_WITH = (
    r"\bleave (?:it|the (?:parcel|package|delivery)|my (?:parcel|package)) (?:with|at|on|in|by|outside) (?:the|my|a|our) (?:neighbou?rs?|door|front door|doorstep|porch|reception|garage|shed|lobby|concierge)\b"
    r"|放(?:在|到)?(?:门口|家门口|邻居|驿站|快递柜|丰巢|物业|前台|门卫|保安)"
)
_PRIVACY = (
    r"\bprivacy\b(?! (?:screen|protector|glass|film|filter))|隐私(?:政策|条款|声明|协议|保护|权)|数据保护"
)
# Made for one customer alone.
_MADE_TO_ORDER = (
    r"\b(?:can|could|do|would|will) you(?: guys)? (?:\w+ )?(?:engrave|embroider|personali[sz]e|monogram)|\bengrav(?:ing|ed)\b"
    r"|(?:能|可以|可不可以|会|帮忙|支持)(?:给我|帮我)?(?:刻|绣|印|雕)(?:个|上)?(?:字|名|照片|图|logo)|定做|定制"
)
# On which day it comes.
_DAY_EN = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DELIVERY_DAY = (
    r"\b(?:change|move|pick|choose|postpone|delay|reschedule|push back|bring forward) (?:\w+ ){0,3}(?:delivery|shipping|arrival) (?:date|day|time|slot)\b"
    rf"|\b(?:can|could|will|would) (?:you |it |they |my \w+ )(?:be )?(?:come|arrive|deliver(?:ed)?(?: it| that)?) (?:on |next |this )(?:a )?{_DAY_EN}\b"
    r"|(?:改|换|推迟|延后|提前|约|指定|选)(?:个|一?下)?(?:送货|配送|派送|收货|送达|到货)的?(?:日期|时间|日子)"
    r"|(?:能不能|可不可以|能|可以)(?:帮我)?(?:晚点|晚几天|迟点|过几天|(?:周|星期|礼拜)[一二三四五六日天])(?:再)?(?:送|派送|配送|到货)"
)
_SAFE_TO_PAY = (
    r"\b(?:card|payment|bank|credit card) (?:data|details|info\w*|numbers?)\b.{0,12}\b(?:safe|secure|protected)\b|\bsafe to (?:pay|use my card)\b"
    r"|(?:卡|支付|付款|银行卡)(?:信息|资料|数据|号)?.{0,4}安全[吗嘛么不?？]"
)
_RESERVES = (
    r"\breserve (?:it|them|one|this|that|those|a|the)\b|\b(?:set|put) (?:it|them|one|this|that|a pair) aside\b"
    r"|(?:帮我|给我|替我)(?:先)?留(?:一|1|两|着|个|双|件)|预留|留货"
)
_BY_WORDS = re.compile(
    "|".join(
        (
            _UPGRADES,
            _LAPSES,
            _REFUSES,
            _SHIPS_FROM,
            _STAFFED,
            _LEFT_WITH,
            _PRIVACY,
            _MADE_TO_ORDER,
            _DELIVERY_DAY,
            _RESERVES,
            _SAFE_TO_PAY,
        )
    ),
    re.IGNORECASE,
)
_LONGEST = 60  # characters; a longer message wants more


def is_rule_question(text: str) -> bool:
    """Whether the message asks for a rule that the shop's frequent questions answer, whatever wish it sounds like."""
    return len(text) <= _LONGEST and bool(_BY_WORDS.search(text))
