"""A customer who needs help and does not say with what yet: "i have a problem", 有个问题想问一下."""

from __future__ import annotations

import re

_LONGEST = 40  # characters
_WISH = re.compile(
    r"(?:\W|\b(?:hi|hello|hey|hm+|so|um+|ok|please|pls|excuse me|sorry|yes|well)\b)*"
    r"(?:(?:i|we)(?:'ve| have| got|'ve got| have got)? (?:a|an|some|got a|a bit of a|another) (?:small |little |big |bit of a |quick )?(?:problem|issue|question|trouble)s?"
    r"|(?:i|we) (?:really )?(?:need|want|would like|could use) (?:some |a bit of |a little )?help|(?:can|could|would|will) (?:you|somebody|someone|anyone) (?:please )?help(?: me)?(?: out)?"
    r"|help(?: me)?(?: out)?|need help|(?:got )?a (?:quick )?question|there(?:'s| is) (?:a|some) (?:problem|issue)|something(?:'s| is| went) wrong|can i ask (?:you )?(?:something|a question))"
    r"(?: with (?:an?|my|the|one of my) (?:orders?|purchase|parcel))?(?: please| pls| here| thanks|\W)*"
    r"|(?:\W|你好|您好|在吗|亲|那个|嗯)*(?:我|我们)?(?:这边)?(?:有个?|有点|遇到(?:了?一?个|点)?|出了?点|碰到个?)(?:小|大)?(?:问题|事情?|情况|麻烦)(?:想?(?:问|咨询|请教|反映)一?下?|找你们?|找您)?(?:[呢啊呀哈的了吗]|\W)*"
    r"|(?:\W|你好|您好|在吗|亲)*(?:我)?(?:想|要)?(?:问|咨询|请教)一?(?:下|个)?(?:问题|事情?|个?事儿?)?(?:[呢啊呀哈的了吗]|\W)*"
    r"|(?:\W|亲|你好|您好)*(?:能|可以|可不可以|能不能)?(?:麻烦)?(?:你|您)?(?:帮(?:我|帮我|个|下)?忙?(?:一下)?|帮帮我|帮个忙)(?:吗|不|呗|\W)*",
    re.IGNORECASE,
)


def only_wants_help(text: str) -> bool:
    """Whether the message says that and nothing else."""
    return len(text) <= _LONGEST and _WISH.fullmatch(text) is not None
