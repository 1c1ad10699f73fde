"""The word lists of the guard: what no reply of a shop says, in either language."""

from __future__ import annotations

import re

from values.said import plain_pattern

# Profanity and insults, as stems; a Latin one is looked for as a whole word with the usual endings.
_RUDE = """
    fuck motherfuck shit bullshit crap piss bitch bastard asshole arsehole ass arse dick dickhead cock cunt twat
    wank slut whore prick douche douchebag bollocks bugger bloody damn goddamn dammit hell nigger nigga faggot fag
    retard spastic moron idiot imbecile stupid dumb dumbass jackass dimwit halfwit cretin loser scum scumbag
    bimbo pig jerk creep freak psycho maniac lunatic crackhead pathetic worthless ugly fatso lardass
    shut-up screw-you piss-off go-to-hell kill-yourself kys stfu wtf fck fuk
""".split()  # noqa: SIM905
_RUDE_HAN = """
    傻逼 傻比 傻b 煞笔 沙比 傻子 傻瓜 傻帽 笨蛋 蠢货 蠢猪 蠢蛋 白痴 弱智 智障 脑残 废物 垃圾人 人渣 败类 贱人 贱货 婊子 妓女 骚货
    混蛋 混账 王八 龟儿子 龟孙 狗东西 狗屁 狗日 狗娘 畜生 禽兽 猪头 死猪 滚蛋 滚开 滚犊子 给我滚 闭嘴 去死 找死 该死 他妈的 你妈的 你妈逼 特么 妈逼
    操你 草你 肏 艹 日你妈 干你娘 我草 卧槽 尼玛 泥马 屁股 放屁 屌 鸡巴 几把 装逼 牛逼 逼样 二货 二逼 神经病 变态 丑八怪 土鳖 穷鬼 穷逼
    乡巴佬 不要脸 臭不要脸 缺德 杂种 野种 孙子养的 老不死 吃屎 狗屎 恶心死 死全家 全家死 nmsl cnm tmd sb
""".split()  # noqa: SIM905
# Said to an assistant, these are insults; said of a thing ("cheap crap") they are complaints.
_ENDINGS = r"(?:s|es|ed|er|ers|ing|in|ty|y|head|heads|hole|holes)?"
_LATIN_RUDE = plain_pattern(
    r"\b(?:" + "|".join(re.escape(word).replace(r"\-", "[ -]") for word in _RUDE) + rf"){_ENDINGS}\b"
)
# "hello", "Assam", "damask", "bloody mary mix" are whole words of their own; "pigskin" is a leather.
_HARMLESS = plain_pattern(
    r"\b(?:hell[- ]?o|cocker|cocking|dickens|assess\w*|assist\w*|crappie|pigs?kin|creepers?|freaky)\b"
)
_HAN_RUDE = re.compile("|".join(map(re.escape, sorted(_RUDE_HAN, key=len, reverse=True))), re.IGNORECASE)
_SHORT_LATIN = plain_pattern(r"\b(?:nmsl|cnm|tmd|sb)\b")


def rude_words(text: str) -> tuple[str, ...]:
    """The profanity and insults in half-width, lower-case, simplified text."""
    plain = _HARMLESS.sub(" ", text)
    latin = [match.group() for match in _LATIN_RUDE.finditer(plain)]
    han = [match.group() for match in _HAN_RUDE.finditer(plain) if not match.group().isascii()]
    return (*latin, *han, *(match.group() for match in _SHORT_LATIN.finditer(plain)))
