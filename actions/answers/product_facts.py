"""One fact about a product, asked for by itself: "battery???", 多重, "what is it made of". Told from the catalogue alone; where
that is silent, it is said so, instead of the whole card once more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.context import Context
from actions.product_text import facts as product_facts
from actions.product_text import features
from actions.products import currency
from actions.wording import item_name, listing
from shop.domain.catalogue import Product


@dataclass(frozen=True)
class Fact:
    """A matter that is asked about: its name in both languages, the words that ask for it, and where it may stand."""

    name: tuple[str, str]
    asked: re.Pattern[str]
    feature: re.Pattern[str] | None = None  # of the features and descriptions those that tell it
    field: str | None = None  # or the row of the details that is it (`product_text.facts`)


def _asked(english: str, chinese: str) -> re.Pattern[str]:
    return re.compile(f"{english}|{chinese}", re.IGNORECASE)


FACTS: Sequence[Fact] = (
    Fact(
        ("battery", "续航"),
        _asked(
            r"\bbatter(?:y|ies)\b(?! included)|\bhow long\b.{0,20}\b(?:charge|run|last on)|\bplay ?time\b",
            r"电池|续航|充一次电?|充满电?.{0,4}(?:多久|几小时|几个小时)",
        ),
        re.compile(r"batter|\bhours?\b|续航|电池|小时", re.IGNORECASE),
    ),
    Fact(
        ("weight", "重量"),
        _asked(
            r"\bhow (?:heavy|much does (?:it|this|that) weigh)\b|\bweighs?\b|\bwhat(?:'?s| is) the weight\b",
            r"多重|重量|有多沉|重不重|沉不沉|几斤重?",
        ),
        re.compile(
            r"\d\s?(?:k?g|kilos?)\b|lightweight|heavyweight|[\d一二三四五六七八九十百两半]\s?(?:公斤|千克|克|斤)|轻便|轻量",
            re.IGNORECASE,
        ),
    ),
    Fact(
        ("measurements", "尺寸"),
        _asked(
            r"\bhow (?:wide|tall|long|high|deep|thick|big|large)(?: is| are)? (?:it|this|that|they|the)\b|\bdimensions?\b|\bmeasurements?\b",
            r"多[宽高长厚深]|(?:长宽高|外形尺寸|具体尺寸|占多大)",
        ),
        re.compile(
            r"\d[\d.]*\s?(?:cm|mm|m|metres?|inch(?:es)?|litres?|l)\b|\b(?:two|forty)\b.{0,3}(?:metre|millimetre)|\d\s?(?:厘米|毫米|米|寸|升)|[一二两三四五十]+(?:厘米|毫米|米)",
            re.IGNORECASE,
        ),
    ),
    Fact(
        ("noise", "噪音"),
        _asked(
            r"\bhow (?:loud|noisy|quiet|silent)\b|\b(?:is|are) (?:it|this|that|they) (?:very |really |too )?(?:loud|noisy|quiet|silent)\b|\bnoise level\b|\bmakes? (?:a lot of |much )?noise\b",
            r"噪音|声音[大响吵]|吵不吵|响不响|会不会(?:很)?吵|静不静音|声大不大",
        ),
        re.compile(
            r"\bquiet\b|\bsilent\b|\bnoise\b(?! cancel)|\bdB\b|静音|噪音|分贝|不吵|听不见", re.IGNORECASE
        ),
    ),
    Fact(
        ("power", "功率"),
        _asked(
            r"\bhow many watts\b|\bwatt(?:s|age)?\b|\bvoltage\b|\bhow powerful\b",
            r"功率|多少瓦|几瓦|电压|多大功率",
        ),
        re.compile(r"\d\s?(?:w|watts?|v|volts?|bar)\b|\d\s?(?:瓦|伏)", re.IGNORECASE),
    ),
    Fact(
        ("best-before date", "保质期"),
        _asked(
            r"\bshelf life\b|\bexpir\w+\b|\bbest before\b|\buse by\b|\bhow long does (?:it|this|that) (?:keep|last)\b|\bharvested\b",
            r"保质期|保存期|过期时间|生产日期|几号生产|啥时候生产|什么时候生产|哪年的|新鲜不新鲜|新不新鲜",
        ),
        re.compile(r"\baged\b|\d\s?(?:months?|years?)\b|年陈|保质期", re.IGNORECASE),
    ),
    Fact(
        ("origin", "产地"),
        _asked(
            r"\bwhere (?:is|are|was|were|does|do) (?:it|this|that|they|these)\b.{0,12}\b(?:made|from|produced|come from|grown)\b|\bmade in\b|\bcountry of origin\b",
            r"产地|哪里?产的?|哪儿产|哪里生产|国产还是|进口的?[吗么还]",
        ),
        re.compile(r"made in|from \w+shire|sichuan|产地|四川|产自", re.IGNORECASE),
    ),
    Fact(
        ("material", "材质"),
        _asked(
            r"\bwhat(?:'?s| is| are)? (?:it|this|that|they|these)? ?made (?:of|from|out of)\b|\bwhat(?:'?s| is)? (?:the )?(?:material|fabric)\b|\bwhich (?:material|fabric)\b|\bmaterial\?|\b(?:is|are) (?:it|this|that|they|these) (?:made of )?(?:real|genuine|pure|solid|100%)\b",
            r"是(?:不是)?(?:真|纯|实木|全)[^\s的]{0,3}的?[吗么不]|什么(?:材质|料|面料|材料|做的|布)|啥(?:材质|料|面料|材料|做的)|材质|面料|料子",
        ),
        field="material",
    ),
    Fact(
        ("warranty", "保修"),
        _asked(
            r"\bhow long\b.{0,24}\b(?:warranty|guarantee)\b|\b(?:warranty|guarantee)\W*$",
            r"保修(?:多久|多长|几年|期)|质保(?:多久|多长|几年|期)",
        ),
        field="warranty",
    ),
    Fact(
        ("rating", "评分"),
        _asked(
            r"\b(?:what(?:'?s| is) (?:the|its) rating|how (?:is|are) (?:it|they|the reviews?) (?:rated)?|(?:good|what) reviews?|well rated|is (?:it|this|that) (?:any )?good|worth (?:it|buying))\b|^\W*(?:and |any |the |got |its |what about (?:the )?|how about (?:the )?)*(?:reviews?|ratings?)\W*$|\bwhat (?:do|did) (?:people|others|customers|buyers) (?:say|think)\b",
            r"评分(?:多少|几|怎么样|高)|评价(?:怎么样|咋样|如何|好)|口碑(?:怎么样|咋样|如何|好)|好评多|好不好|好用[吗么不]|值得买|值不值|质量(?:怎么样|咋样|如何|好)|^\W*(?:有|看看|那)?(?:评价|评分|口碑|买家评价)(?:呢|吗|\W)*$|(?:买过|用过|别人|大家).{0,6}(?:怎么说|怎么评|评价)",
        ),
        field="rating",
    ),
    Fact(
        ("colours", "颜色"),
        _asked(
            r"\b(?:what|which|how many|other|any other) colou?rs?\b(?! (?:would|do you|should))",
            r"(?:有|出)?(?:什么|哪些|哪几个|哪几种|几个|几种|啥|别的|其他)颜色|颜色有(?:哪些|什么|啥|几)",
        ),
        field="colors",
    ),
    Fact(
        ("sizes", "规格"),
        _asked(
            r"\b(?:what|which|how many) sizes?\b(?! (?:would|do|should|am|is|fits?|for))",
            r"(?:有|出)?(?:什么|哪些|哪几个|哪几种|几个|几种|啥)(?:尺码|尺寸|规格|码数|大小|容量)|(?:尺码|尺寸|规格|大小|容量)有(?:哪些|什么|啥|几)|多少[克升](?:的|来着|呢)?\W*$|多大的\W*$",
        ),
        field="sizes",
    ),
    Fact(
        ("price", "价格"),
        _asked(
            r"^\W*(?:and |so |ok |but )?(?:how much|what(?:'?s| is) the price|price)(?: is| are| does| do| of| for)*(?: it| this| that| they| these| one| the \w+)?(?: one)?(?: cost)?(?: (?:a|per|each)\b[\w ]{0,8})?\W*$",
            r"^\W*(?:那|这个|它|这款|一共|第[一二三四五]个|前面那?个|后面那?个)*(?:卖|要|是)?(?:多少钱|啥价|什么价|几块|价格)(?:一?[个包盒瓶件双条只支斤袋罐本套台])?[呢啊呀吗]?\W*$",
        ),
        field="price",
    ),
)


def facts_asked(text: str) -> list[Fact]:
    """The matters that a message asks about, in the order of `FACTS`."""
    return [fact for fact in FACTS if fact.asked.search(text)]


def tell_facts(product: Product, asked: Sequence[Fact], context: Context) -> None:
    """A line for each: what the catalogue says of it, or that it says nothing."""
    zh = context.language == "zh"
    known = [(fact.name[zh], _told(fact, product, context)) for fact in asked]
    lines = [f"{name}{'：' if zh else ': '}{value}" for name, value in known if value]
    if lines:
        told = "\n".join(f"• {line[:1].upper()}{line[1:]}" for line in lines)
        context.reply.say("utter_product_facts", name=item_name(product, context.language), facts=told)
    silent = [name for name, value in known if not value]
    if silent:
        told = features(product, context.language)
        response = "utter_fact_unknown" if told else "utter_fact_unknown_bare"
        context.reply.say(
            response,
            name=item_name(product, context.language),
            fact=listing(silent, context.language),
            features=told,
        )


def _told(fact: Fact, product: Product, context: Context) -> str:
    if fact.field is not None:
        return dict(product_facts(product, currency(context), context.language))[fact.field]
    if fact.feature is None:
        return ""
    zh = context.language == "zh"
    pairs = list(zip(product.attributes, product.attributes_zh, strict=False))
    found = [
        chinese if zh else english
        for english, chinese in pairs
        if fact.feature.search(english) or fact.feature.search(chinese)
    ]
    said = product.description_zh if zh else product.description
    if fact.feature.search(said):
        found.append(said.rstrip(".。"))
    return ("；" if zh else "; ").join(found)
