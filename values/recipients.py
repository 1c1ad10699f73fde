"""Who receives a parcel, only where the name is marked as such, or stands beside an address as on a parcel."""

from __future__ import annotations

import re
from collections.abc import Iterator

from values.said import Said, Value, plain_pattern

_PART = r"[a-z\u00c0-\u024f][a-z\u00c0-\u024f.'-]{0,20}"
# Whose the parcel is for the customer, which is no part of the name: "my husband Marco Rossi", 我老公王强.
_RELATION = (
    r"(?:(?:my|his|her|our|their|the) (?:\w+ )?(?:husband|wife|mother|mom|mum|father|dad|brother|sister|son|daughter|partner|friend|boyfriend"
    r"|girlfriend|fianc\S{1,2}|colleague|coworker|co-worker|boss|flatmate|roommate|neighbou?r|aunt|uncle|cousin|grandmother|grandma"
    r"|grandfather|grandpa|assistant|parents|firm|company|business|office|school)(?:'s name)?(?: is| called| named)?[ ,:(]+)?"
)
_RELATION_ZH = (
    r"(?:(?:我们?|他|她|咱)?(?:家|的)?(?:老公|老婆|妈妈?|爸爸?|母亲|父亲|姐姐?|妹妹?|哥哥?|弟弟?|同事|男朋友|女朋友|男友|女友|朋友|对象"
    r"|媳妇儿?|丈夫|妻子|儿子|女儿|婆婆|公公|丈母娘|岳母|岳父|爷爷|奶奶|外公|外婆|姥姥|姥爷|姑姑|姑妈|叔叔|阿姨|舅舅|室友|邻居|同学"
    r"|闺蜜|助理|秘书|家人|领导|老板|表[哥姐弟妹]|堂[哥姐弟妹])[ ,:]*(?:叫|是)?[ ,:]*)?"
)
_NAME = rf"{_RELATION}(?P<name>{_PART}(?:(?: & | ?\+ ?| ){_PART}){{0,4}})"
# A firm tells itself by what it is; the post knows it as it knows a person.
_FIRM = rf"{_PART}(?:(?:,? & | ?\+ ?| ){_PART}){{0,4}} (?:gmbh|ltd|limited|inc|llc|plc|ag|kg|co|corp|b\.?v|s\.?a|s\.?r\.?l)\b\.?"
# Streets whose number stands behind the name, as on most of the continent.
_STREET_FIRST = r"[a-z\u00c0-\u024f-]{2,24}(?:str\.|stra(?:ss|ß)e|weg|platz|allee|gasse|straat|laan|plein) ?\d|(?:via|viale|piazza|rue|calle|avenida) [a-z]"
_HAN = r"[\u4e00-\u9fff]"
_SURNAME = (
    r"(?:欧阳|上官|司马|诸葛|东方|慕容|皇甫|尉迟|令狐|夏侯|[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许"
    r"傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎闫余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺"
    r"赖龚文])"
)
# A Chinese name by its surname, and nothing that is a place or a common word which begins like one.
_FULL_NAME = (
    rf"(?!谢谢|方便|马上|周[一二三四五六日末]|高[层楼]|白天|常[住用]|安[静全]|包[装邮]|金额|文件|任[何意]|许多|易碎)"
    rf"{_SURNAME}(?:(?![省市区县路街巷号村镇乡楼室栋单收电手])[\u4e00-\u9fff]){{1,2}}"
)
_PROVINCE = (
    r"(?:北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃"
    r"|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)"
)
_MOBILE = r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)"
_RECIPIENTS = [
    plain_pattern(rf"\b(?:recipient|receiver|addressee)(?:'s name)?(?: (?:is|should be|to|as)|:)+ ?{_NAME}"),
    plain_pattern(
        rf"\b(?:put|make|set|use|write) {_NAME}(?= (?:down )?(?:as|for|to be) (?:the |my )?(?:new )?(?:recipient|receiver|addressee|name on))"
    ),
    plain_pattern(rf"(?:\b(?:attn|addressed to|in the name of)\b|\bc/o)[.: ]+{_NAME}"),
    plain_pattern(
        r"收[件货]人(?:的?名字|姓名)?(?:应该|也|要|请|帮我|给我|都|写错了?|错了|不对|[ ,]){0,4}"
        r"(?:是|为|:|,|改成|改为|换成|换为|换|改|叫|写成|写|填|用| )*"
        rf"{_RELATION_ZH}"
        r"(?P<name>[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6}){1,3}|[\u4e00-\u9fff·]{2,4}(?=$|[\W_\d]|电话|手机|收(?:$|\W))"
        r"|[a-z][a-z.'-]{1,20}(?: [a-z][a-z.'-]{0,20}){0,3})"
    ),
    # "…502室，李雷收", "…502室 陈默 13912345678", 让王强收
    plain_pattern(
        rf"(?:^|[ ,]|让|由|给|换成?|改成?){_RELATION_ZH}(?P<name>(?![让由给换改]){_HAN}{{2,4}}?)来?(?<![代签查拒没已未不接验能要有以后前])收(?=$|[\W_\d])"
    ),
    plain_pattern(
        rf"(?:^|[ ,]){_RELATION_ZH}(?P<name>{_HAN}{{2,4}})(?<!收)[ ,:]*(?:(?:电话|手机号?)[ :]*)?{_MOBILE}"
    ),
    plain_pattern(rf"[寄发送交](?:货|件)?给{_RELATION_ZH}(?P<name>{_FULL_NAME})(?=$|[\W_\d])"),
]
# As on a parcel, without any mark: before the address and behind it.
_AS_ON_A_PARCEL = [
    plain_pattern(
        rf"^\W*(?:寄到|送到|地址[:是]?)?\W*(?P<name>(?!{_PROVINCE}){_FULL_NAME})[ ,:]+(?={_HAN}{{2,8}}?[省市区县])"
    ),
    plain_pattern(rf"(?<=[室号楼栋座户房院村\d])[ ,]+(?P<name>{_FULL_NAME})(?=[ ,.]*$)"),
    plain_pattern(
        rf"^\W*(?P<name>{_PART}(?: {_PART}){{1,3}}|{_FIRM}), ?(?=(?:(?:flat|apt|unit|suite|apartment)\b[^,]{{0,12}},? ?)?\d|{_STREET_FIRST})"
    ),
    plain_pattern(rf"^\W*(?P<name>{_FULL_NAME})[ ,:]+(?=\d|[a-z])"),
    plain_pattern(rf"[,.] ?for (?P<name>{_PART}(?: {_PART}){{1,3}})(?=[ ,.]*$)"),
]
_NO_NAME = plain_pattern(
    r"^(?:(?:my|the|a|an|someone|somebody|not|wrong|no|who|different|another)\b|我|他|她|别人|不(?!.*·)|怎|可|能|错|写"
    r"|改|换|谁|电话|手机|号码|联系|请|麻烦|打|让|由|给|没|已|还|代|查|签|拒|验|未|什么|快递|快点|早点|本人|自己|邮|注意|到时|是"
    r"|(?:朋友|同事|家人|邻居|老公|老婆|爸爸?|妈妈?|门卫|保安|物业|前台|驿站)(?:们|叔叔|阿姨)?$)"
    r"|^[^·]*(?:[改换错我你他她您写]|谁|电话|手机|号码)"
)
# Title-case words that stand before an address and name nobody: "Rose Cottage, 12 Mill Lane".
_HOUSE = plain_pattern(
    r"\b(?:cottage|house|farm|lodge|hall|villa|court|flat|apt|apartment|building|tower|block|suite|unit|park|street|road|lane|avenue"
    r"|inc|ltd|llc|gmbh|company|school|hotel|office|hospital|university|college|room|floor|ship|send|deliver|new|hi|hello|no|yes|ok"
    r"|sorry|please|actually|my|the|order|address)\b"
)
_TITLE_CASE = re.compile(r"(?:[A-Z\u00c0-\u00de][\w.'’-]*|(?:van|von|de|da|der|del|di|la|bin|al)\b)(?: |$)")
_IS_FIRM = plain_pattern(_FIRM)
_STOP = re.compile(r" (?:and|at|please|phone|with|instead|not|in|on)\b")


def find_recipients(said: Said, requested_slot: str | None = None) -> Iterator[Value]:
    """The name as written."""
    for _, value in named(said, requested_slot):
        yield value


def named(said: Said, requested_slot: str | None = None) -> Iterator[tuple[int, Value]]:
    """The names, each with the place where what leads up to it begins."""
    for pattern in _RECIPIENTS:
        for match in pattern.finditer(said.plain):
            start, end = match.span("name")
            stop = _STOP.search(said.plain[start:end])
            end = start + stop.start() if stop else end
            if not _NO_NAME.match(said.plain[start:end]):
                yield match.start(), Value("recipient", said.raw[start:end], start, end)
    if requested_slot == "address":
        for pattern in _AS_ON_A_PARCEL:
            for match in pattern.finditer(said.plain):
                start, end = match.span("name")
                if _is_somebody(said.raw[start:end]):
                    yield match.start(), Value("recipient", said.raw[start:end], start, end)


def _is_somebody(name: str) -> bool:
    if not name.isascii() and re.fullmatch(rf"{_HAN}+", name):
        return True
    if _IS_FIRM.fullmatch(name.casefold()):
        return True
    in_small_letters = name.islower() and name.count(" ") == 1  # "anna weber, 12 elm street", as many type
    return not _HOUSE.search(name.casefold()) and (in_small_letters or not _TITLE_CASE.sub("", name))
