"""How people write: slips of the keyboard and of pinyin input, lost capitals and punctuation, two languages in one sentence.

Every function is pure apart from the random generator that it is given, and changes no more than it says.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_LATIN = re.compile("[A-Za-z]")
_HAN = re.compile("[\u4e00-\u9fff]")
# Neighbours on a QWERTY keyboard.
_KEYS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl", "p": "ol",
    "a": "qsz", "s": "adw", "d": "sfe", "f": "dgr", "g": "fht", "h": "gjy", "j": "hku", "k": "jli", "l": "ko", "z": "xa",
    "x": "zcs", "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "nj",
}  # fmt: skip
# Common characters, among which a pinyin keyboard offers the wrong one of the same sound.
_COMMON = (
    "的地得在再做作那哪他她它是事市试式时十石实吗嘛妈马吧八把呢了乐里理力利立已以一亿易意有又右友要药没每美买卖迈到道倒"
    "单担蛋旦丹订定顶钉退推腿款宽货或获活火换还环欢发法罚快块筷慢满蔓钱前千签物无午五务误品拼频频价加家佳送松宋收手首受"
    "地弟第递件见建间简坏怀淮修休羞号好浩毫码麻骂骑齐起其七器气期机级及几鸡急记寄集包报保抱宝饱客课可刻克服福付富复负副"
    "同通统痛童员元原远院圆运云允颜言严眼演延色涩瑟尺吃迟池号小笑校消少烧稍多夺躲大打达新心信欣星行形性幸型醒长常场尝厂"
    "短段断端支知只指纸直值之至质制治致票漂飘开凯改该盖概关管官馆惯差查茶插叉察城程成诚承乘称陈沉晨现线先县显险限请清情青轻"
)

# What shoppers say in the other language in the middle of a sentence.
_SWITCHES = (
    ("订单", "order"), ("退款", "refund"), ("退货", "return"), ("发票", "invoice"), ("地址", "address"), ("取消", "cancel"),
    ("物流", "tracking"), ("快递", "delivery"), ("客服", "customer service"), ("尺码", "size"), ("颜色", "color"),
    ("优惠券", "coupon"), ("会员", "VIP"), ("邮箱", "email"), ("密码", "password"), ("账号", "account"), ("库存", "stock"),
    ("折扣", "discount"), ("促销", "sale"), ("付款", "payment"), ("收据", "receipt"), ("包裹", "parcel"), ("评价", "review"),
    ("保修", "warranty"), ("链接", "link"), ("型号", "model"), ("号码", "number"), ("谢谢", "thanks"), ("你好", "hello"),
    ("推荐", "recommend"), ("预算", "budget"), ("礼物", "gift"), ("电话", "phone"), ("门店", "shop"), ("支付宝", "alipay"),
)  # fmt: skip
# People begin with a courtesy and then say what they want.
_COURTESIES = {
    "en": ("hi, ", "hello ", "hello, ", "hey ", "hi there, ", "good morning, ", "thanks. ", "thank you, ", "ok thanks, "),
    "zh": ("你好，", "您好 ", "在吗 ", "亲，", "你好 ", "谢谢，", "好的谢谢，"),
}  # fmt: skip
_ORDER = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{0,4}[-#]?)(\d{4,20})(?![A-Za-z0-9])")
_AMOUNT = re.compile(r"(?<![\dA-Za-z.])(\d{1,3})(?![\dA-Za-z.])")


@dataclass(frozen=True)
class Augmentation:
    """Shares of texts, from 0 to 1, to which each change happens; every change is drawn by itself."""

    slips: float = 0.15
    lower: float = 0.1  # no capitals, no last punctuation mark
    spaces: float = 0.02  # a lost or an additional space or mark
    switches: float = 0.03  # a word in the other language
    values: float = 0.2  # other digits in order numbers and amounts
    courtesy: float = 0.0  # a greeting or a thanks in front

    def __post_init__(self) -> None:
        for name, share in vars(self).items():
            if not 0 <= share <= 1:
                raise ValueError(f"expected a share from 0 to 1 for {name}, found {share}")


NONE = Augmentation(0, 0, 0, 0, 0, 0)


def augmented(text: str, rng: random.Random, how: Augmentation) -> str:
    """The text, or now and then another way in which somebody would have written it."""
    changes: Sequence[tuple[float, Callable[[str, random.Random], str]]] = (
        (how.values, other_values),
        (how.switches, code_switched),
        (how.courtesy, courteous),
        (how.lower, careless),
        (how.spaces, respaced),
        (how.slips, mistyped),
    )
    for share, change in changes:
        if share and rng.random() < share:
            text = change(text, rng)
    return text


def mistyped(text: str, rng: random.Random) -> str:
    """One slip for every twenty characters, of the kind that the writing makes likely."""
    letters = list(text)
    for _ in range(max(1, len(letters) // 20)):
        if len(letters) < 4:
            break
        at = rng.randrange(len(letters) - 1)
        if _HAN.match(letters[at]):
            letters[at] = _same_sound(letters[at], rng)
        else:
            _slip_of_keys(letters, at, rng)
    return "".join(letters)


def _slip_of_keys(letters: list[str], at: int, rng: random.Random) -> None:
    """Leaves a letter out, swaps two, doubles one or hits the key beside it."""
    if letters[at].isdigit():
        return  # another number would be another message
    kind = rng.random()
    if kind < 0.3:
        del letters[at]
    elif kind < 0.6:
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
    elif kind < 0.8:
        letters.insert(at, letters[at])
    elif letters[at].lower() in _KEYS:
        letters[at] = rng.choice(_KEYS[letters[at].lower()])


@lru_cache(maxsize=1)
def _by_sound() -> dict[str, str]:
    """For each common character the other ones that a pinyin keyboard offers with it."""
    from pypinyin import lazy_pinyin

    groups: dict[str, list[str]] = {}
    for character in dict.fromkeys(_COMMON):
        groups.setdefault(lazy_pinyin(character)[0], []).append(character)
    return {
        character: "".join(other for other in group if other != character)
        for group in groups.values()
        for character in group
        if len(group) > 1
    }


def _same_sound(character: str, rng: random.Random) -> str:
    others = _by_sound().get(character)
    return rng.choice(others) if others else character


def careless(text: str, rng: random.Random) -> str:
    """No capitals, and no mark at the end; sometimes no marks at all, or everything in capitals."""
    draw = rng.random()
    if draw < 0.1:
        return text.upper()
    if draw < 0.3:
        return re.sub(r"[,.!?;，。！？；、]+", " ", text.lower()).strip() or text
    return text.lower().rstrip(".?!。？！") or text


def respaced(text: str, rng: random.Random) -> str:
    """One space lost, or the last mark said twice or thrice."""
    spaces = [at for at, letter in enumerate(text) if letter == " "]
    if spaces and rng.random() < 0.5:
        at = rng.choice(spaces)
        return text[:at] + text[at + 1 :]
    return text + rng.choice("!?.~") * rng.randint(1, 3)


def code_switched(text: str, rng: random.Random) -> str:
    """A Chinese sentence with an English word in it, or the other way round."""
    chinese = bool(_HAN.search(text))
    pairs = [pair if chinese else pair[::-1] for pair in _SWITCHES]
    there = [
        (said, other)
        for said, other in pairs
        if (said in text if chinese else re.search(rf"\b{re.escape(said)}\b", text))
    ]
    if not there:
        return text
    said, other = rng.choice(there)
    return text.replace(said, other, 1)


def other_values(text: str, rng: random.Random) -> str:
    """Other digits in order numbers, and other small numbers: what is asked does not hang on them."""

    def order(found: re.Match[str]) -> str:
        return found[1] + "".join(rng.choice("0123456789") for _ in found[2])

    def amount(found: re.Match[str]) -> str:
        low = 10 ** (len(found[1]) - 1)
        return str(rng.randint(low, 10 * low - 1))

    return _AMOUNT.sub(amount, _ORDER.sub(order, text))


def recombined(texts: Sequence[str], count: int, rng: random.Random) -> list[str]:
    """New texts out of parts of the given ones, for teachers to label (Tang et al. 2019, section 4.2).

    A text loses some of its words, or two texts of one language are put together: whole, or the beginning of one and the end of
    the other. Nobody says most of these; what a teacher thinks of them shows a student where its borders run.
    """
    known = set(texts)
    made: dict[str, None] = {}
    by_script = {han: [text for text in texts if bool(_HAN.search(text)) is han] for han in (False, True)}
    pools = [pool for pool in by_script.values() if len(pool) > 1]
    for _ in range(3 * count if pools else 0):
        if len(made) >= count:
            break
        pool = rng.choices(pools, weights=[len(pool) for pool in pools])[0]
        text = _recombined(rng.choice(pool), rng.choice(pool), rng)
        if text and text not in known:
            made[text] = None
    return list(made)


def _recombined(first: str, second: str, rng: random.Random) -> str:
    one, other = _words(first), _words(second)
    kind = rng.random()
    if kind < 0.4:
        return "".join(word for word in one if rng.random() > 0.2).strip()
    if kind < 0.6:
        gap = "" if _HAN.search(first) else " "
        return (
            first.rstrip(".?!。？！") + rng.choice((",", ".", "") if gap else ("，", "。", "")) + gap + second
        )
    return "".join(
        [*one[: max(1, rng.randint(0, len(one)))], *other[rng.randint(0, len(other) - 1) :]]
    ).strip()


def _words(text: str) -> list[str]:
    """Latin words with the space behind them; of Chinese two characters at a time."""
    return re.findall(r"[\u4e00-\u9fff]{1,2}|[^\s\u4e00-\u9fff]+\s*|\s+", text) or [text]


def courteous(text: str, rng: random.Random) -> str:
    """The text behind a greeting or a thanks, in its own language."""
    return rng.choice(_COURTESIES["zh" if _HAN.search(text) else "en"]) + text
