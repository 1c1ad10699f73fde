"""What a message asks about goods, told by its words alone: which is the cheapest, which of several, what is in it."""

from __future__ import annotations

import re

CHEAPEST, DEAREST, BEST_RATED, SOME = "cheapest", "dearest", "best_rated", "some"

_EXTREMES = (
    (
        CHEAPEST,
        re.compile(
            r"\bcheap?est\b|\b(?:lowest|least)[ -](?:priced?|expensive)\b|\bmost affordable\b|最便宜|最低价|价格最低|最实惠|最平价"
            r"|\bwhich\b.{0,24}\bcheaper\b|哪[一个款种件双台条支只]{0,2}(?:更|比较|会)?(?:便宜|实惠|划算些)(?![点些一])",
            re.IGNORECASE,
        ),
    ),
    (
        DEAREST,
        re.compile(
            r"\b(?:most expensive|priciest|dearest|highest[ -]priced?)\b|最贵|价格最高|最高价|哪[一个款种件双台条支只]{0,2}(?:更|比较)?贵",
            re.IGNORECASE,
        ),
    ),
    (
        BEST_RATED,
        re.compile(
            r"\b(?:best|highest|top)[ -](?:rated|reviewed|rating|scored?)\b|\bbest (?:reviews?|ratings?)\b"
            r"|(?:评分|评价|口碑|好评)(?:率)?(?:最[高好多])|最受好评|\bwhich\b.{0,20}\bbetter (?:reviews?|ratings?|rated)\b"
            r"|哪[一个款种件双台条支只]{0,2}的?(?:评分|评价|口碑|好评)(?:率)?(?:更|比较)?[高好多]",
            re.IGNORECASE,
        ),
    ),
    (
        SOME,
        re.compile(
            r"\b(?:which|what|whats)\b.{0,24}\b(?:warm|light|big|larg|small|quiet|fast|strong|soft|long|thick|thin|sturd|comf|bright|durabl|loud)\w*est\b"
            r"|\bwhich\b.{0,24}\b(?:warm|light|bigg|larg|small|quiet|fast|strong|soft|long|thick|thinn|sturdi|comfi|bright|loud)er\b"
            r"|\bwhich\b.{0,24}\b(?:most|more) (?:comfortable|durable|breathable|waterproof|powerful|portable)\b"
            r"|(?:哪|那)[个款种件双台]?.{0,4}[最更](?:轻|大|小|暖|保暖|静|安静|快|软|长|厚|薄|结实|耐用|舒服|亮|响|透气)",
            re.IGNORECASE,
        ),
    ),
)
# The cheapest way to send a parcel, or to pay, is none of the goods.
_NO_GOODS = re.compile(
    r"\b(?:shipping|delivery|courier|postage|way to|express|membership|member|plan|fee)\b|运费|快递|配送|邮费|会员|方式|怎么[付寄买]",
    re.IGNORECASE,
)
_WHOLE_SHOP = re.compile(
    r"\b(?:shop|store|anything|everything|whole (?:shop|store|range|catalogue)|thing|item|product|website|site)\b|店里|全店|所有|你们?家|你们?(?:这|有)|\b(?:you|u) (?:have|got|sell|offer)\b|什么东西|东西|商品",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\bcompar\w+|\bvs\b|\bversus\b|\bdifferen(?:ce|t)\b.{0,12}\b(?:between|from|to|than)\b|\b(?:what'?s|whats|what is) the difference\b"
    r"|\bwhich\b.{0,30}\b(?:better|best|prefer|recommend|nicer|suits?|suitable)\b|\bbetter\b.{0,30}\bor\b|\bor\b.{0,30}\bbetter\b|\bbetter than\b"
    r"|^\W*(?:the )?[\w' -]{2,30} or (?:the )?[\w' -]{2,30}\W*$"
    r"|对比|比较(?:一下|下|哪|看看)|区别|差别|不同|[跟和与].{1,14}比|比.{1,10}(?:好|强|值)(?:吗|不|么)"
    r"|哪[个款种件双]?.{0,2}(?:更|比较|最)?(?:好|适合|合适|值|强|推荐|划算)|(?:更适合|更好).{0,6}哪|还是.{1,16}(?:好|合适)",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\bcheaper\b|\b(?:nothing|not) (?:too|that|so) (?:expensive|pricey)\b|(?:不要|别)太贵|less expensive|lower price|便宜(点|些|一点|一些)|更便宜|便宜的吗|(?:太贵|有点贵|好贵|贵了)(?:了|啊|吧|点|\W)*$|^\W*(?:太贵|有点贵|好贵)了?[,，。\s]*(?:再|有没有|有|换|能)"
    r"|^\W*(?:oh |hmm+ |ok |no,? )?(?:that'?s |it'?s |they'?re |those are |these are )?(?:(?:all |way |a bit |still |really )*too (?:expensive|pricey|dear|steep)|(?:a bit |kinda |rather |way )pricey)(?: for me)?\W*$",
    re.IGNORECASE,
)
_EATEN = (
    r"(?:tree )?nuts?|peanuts?|hazelnuts?|almonds?|cashews?|walnuts?|gluten|wheat|dairy|milk|lactose|soya?|eggs?|fish|shellfish|sesame"
    r"|sugar|caffeine|alcohol|gelatine?|pork|palm oil|perfume|fragrance|parabens?|silicones?|latex|nickel|preservatives?|additives?"
)
_EATEN_ZH = (
    r"坚果|花生|榛子|杏仁|腰果|核桃|麸质|小麦|牛奶|奶制品|乳糖|乳制品|大豆|黄豆|鸡蛋|蛋|鱼|虾|海鲜|芝麻|糖|咖啡因|酒精|明胶|猪肉|猪油"
    r"|香精|香料|硅油|乳胶|镍|防腐剂|添加剂|色素|奶"
)
# What goods contain, or somebody cannot bear.
_CONTENTS = re.compile(
    rf"\b(?:contain(?:s|ing)?|traces? of|made with|free (?:of|from))\s+(?:any |added )?(?:{_EATEN})\b"
    rf"|\b(?:it|they|this|that|these|those|one)(?:'s| is| are| has| have| got)*\s+(?:got )?(?:any |added )?(?:{_EATEN})\b"
    rf"|\b(?:any |no |with |without |there )(?:added )?(?:{_EATEN})(?: in (?:it|them|there|this|that|these))?(?=\W*$|[,.;!?]|.{{0,20}}\ballerg)"
    rf"|\b(?:{_EATEN})[ -](?:allerg\w+|intoleran\w+)\b|\b(?:allerg\w+|intoleran\w+)(?: badly)?(?: to| against)? (?:the )?(?:{_EATEN})\b"
    r"|\ballerg(?:ic|ens?|y|ies)\b|\bingredients?\b|\bintoleran\w+|\bwhat(?:'?s| is| are) (?:in|inside) (?:it|them|this|that|these)\b"
    rf"|对?(?:{_EATEN_ZH})(?:有点|会|都|严重)?过敏|(?:含|有没有|加了?|添加)(?:不含|没含|没有|有|了|什么)?(?:{_EATEN_ZH})|过敏原?|配料表?|成分(?!.{{0,2}}保险)",
    re.IGNORECASE,
)
_ALLERGY = re.compile(r"\ballerg|\bintoleran|过敏", re.IGNORECASE)


def extremes_asked(text: str) -> tuple[str, ...]:
    """Of which extremes goods are asked for: the cheapest, the dearest, the best rated; `SOME` for any other."""
    if _NO_GOODS.search(text):
        return ()
    return tuple(name for name, words in _EXTREMES if words.search(text))


def is_of_whole_shop(text: str) -> bool:
    """Whether all that the shop has is meant: "the cheapest thing in your shop", 店里最贵的."""
    return bool(_WHOLE_SHOP.search(text))


def compares(text: str) -> bool:
    """Whether goods are held against each other: "A or B?", "which is better", 跟那个比呢."""
    return bool(_COMPARES.search(text))


def asks_for_less(text: str) -> bool:
    """Whether goods of a lower price are wanted: "a cheaper one", 太贵了 再便宜点."""
    return bool(_LESS.search(text))


def contents_asked(text: str) -> list[tuple[int, int]]:
    """Where a message speaks of what is in goods: "does it contain nuts", 含糖吗, "I'm allergic"."""
    return [found.span() for found in _CONTENTS.finditer(text)]


def names_allergy(text: str) -> bool:
    return bool(_ALLERGY.search(text))
