"""Which country a place is in, as far as its words tell: by its name, or by a postcode that no other country writes."""

from __future__ import annotations

from values.addresses import AMERICAN_CODE
from values.said import plain_pattern, said

# The names that customers use, of the countries that they ask about.
_NAMES = (
    ("GB", r"\bu\.?k\b(?! ?\d)|\bunited kingdom\b|\b(?:great )?britain\b|\bengland\b|\bscotland\b|\bwales\b|\bnorthern ireland\b|英国|英格兰|苏格兰|威尔士|北爱尔兰"),
    ("US", r"\bu\.?s\.?a\b|\bunited states\b|\bin the u\.?s\b|\bamerica\b|美国"),
    ("CN", r"\bchina\b|中国(?!银行)|国内"),
    ("DE", r"\bgermany\b|\bdeutschland\b|德国"),
    ("FR", r"\bfrance\b|法国"),
    ("AT", r"\baustria\b|\b(?:o|ö)sterreich\b|奥地利"),
    ("IT", r"\bitaly\b|\bitalia\b|意大利"),
    ("ES", r"\bspain\b|\bespaña\b|西班牙"),
    ("NL", r"\bnetherlands\b|\bholland\b|荷兰"),
    ("BE", r"\bbelgium\b|比利时"),
    ("IE", r"(?<!northern )\bireland\b|(?<!北)爱尔兰"),
    ("PT", r"\bportugal\b|葡萄牙"),
    ("FI", r"\bfinland\b|芬兰"),
    ("GR", r"\bgreece\b|希腊"),
    ("LU", r"\bluxembourg\b|卢森堡"),
    ("SE", r"\bsweden\b|瑞典"), ("DK", r"\bdenmark\b|丹麦"), ("PL", r"\bpoland\b|波兰"), ("CZ", r"\bczech(?:ia| republic)\b|捷克"),
    ("HU", r"\bhungary\b|匈牙利"), ("RO", r"\bromania\b|罗马尼亚"), ("BG", r"\bbulgaria\b|保加利亚"), ("HR", r"\bcroatia\b|克罗地亚"),
    ("SI", r"\bslovenia\b|斯洛文尼亚"), ("SK", r"\bslovakia\b|斯洛伐克"), ("EE", r"\bestonia\b|爱沙尼亚"), ("LV", r"\blatvia\b|拉脱维亚"),
    ("LT", r"\blithuania\b|立陶宛"), ("CY", r"\bcyprus\b|塞浦路斯"), ("MT", r"\bmalta\b|马耳他"),
    ("NO", r"\bnorway\b|挪威"), ("CH", r"\bswitzerland\b|瑞士"), ("IS", r"\biceland\b|冰岛"), ("CA", r"\bcanada\b|加拿大"),
    ("AU", r"\baustralia\b|澳大利亚|澳洲"), ("NZ", r"\bnew zealand\b|新西兰"), ("JP", r"\bjapan\b|日本"), ("KR", r"\b(?:south )?korea\b|韩国"),
    ("SG", r"\bsingapore\b|新加坡"), ("MY", r"\bmalaysia\b|马来西亚"), ("TH", r"\bthailand\b|泰国"), ("VN", r"\bvietnam\b|越南"),
    ("PH", r"\bphilippines\b|菲律宾"), ("ID", r"\bindonesia\b|印度尼西亚|印尼"), ("IN", r"\bindia\b|印度(?!尼)"), ("BR", r"\bbrazil\b|巴西"),
    ("MX", r"\bmexico\b|墨西哥"), ("AR", r"\bargentina\b|阿根廷"), ("ZA", r"\bsouth africa\b|南非"), ("AE", r"\b(?:uae|dubai|emirates)\b|阿联酋|迪拜"),
    ("SA", r"\bsaudi(?: arabia)?\b|沙特"), ("IL", r"\bisrael\b|以色列"), ("TR", r"\bturkey\b(?! (?:breast|meat|sandwich))|土耳其"), ("RU", r"\brussia\b|俄罗斯"),
    ("UA", r"\bukraine\b|乌克兰"), ("EG", r"\begypt\b|埃及"), ("NG", r"\bnigeria\b|尼日利亚"), ("KE", r"\bkenya\b|肯尼亚"),
    ("HK", r"\bhong ?kong\b|香港"), ("MO", r"\bmaca[ou]\b|澳门"), ("TW", r"\btaiwan\b|台湾"),
)  # fmt: skip
EUROPEAN_UNION = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
_NAMED = [(country, plain_pattern(names)) for country, names in _NAMES]
_POSTCODES = (
    ("GB", plain_pattern(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b")),
    ("US", plain_pattern(AMERICAN_CODE)),
    ("CN", plain_pattern(r"[\u4e00-\u9fff](?:省|自治区)|[\u4e00-\u9fff]{2,}市[\u4e00-\u9fff]")),
)
_HERE = plain_pattern(
    r"(?:\b(?:i'?m|i am|we'?re|we are|i live|we live|(?:i'?m|i am|we'?re) based|live|living|based|here)(?: over)?(?: here)? in|\b(?:goes|going|shipped?|delivered?|delivery|sent) to)"
    r" (?:the )?(?P<place>[^,.;!?]{2,40})|(?:我[们]?(?:人|现在|是|住)?在|[寄送发]到?|收货地?(?:址)?在)(?P<zh>[\u4e00-\u9fff]{2,8})"
)


def country_of(place: str) -> str | None:
    """ISO 3166-1 of the country that an address names, the last one named; else by its postcode. None: it does not tell."""
    plain = said(place).plain
    named = [(match.start(), country) for country, names in _NAMED for match in names.finditer(plain)]
    if named:
        return max(named)[1]
    return next((country for country, code in _POSTCODES if code.search(plain)), None)


def named_country(text: str) -> tuple[str, str] | None:
    """The first country that a text names: its code, and the name as written."""
    prepared = said(text)
    found = [
        (match.start(), match.end(), country)
        for country, names in _NAMED
        for match in names.finditer(prepared.plain)
    ]
    start, end, country = min(found, default=(0, 0, ""))
    return (country, prepared.raw[start:end]) if country else None


def names_country(text: str, country: str) -> bool:
    """Whether a text names this country."""
    names = next((names for code, names in _NAMED if code == country), None)
    return names is not None and bool(names.search(said(text).plain))


def home_country(text: str) -> str | None:
    """The country that somebody says to be in, or that something goes to: "I'm in England", 我在德国."""
    found = [match["place"] or match["zh"] for match in _HERE.finditer(said(text).plain)]
    return next((country for place in found if (country := _named_in(place))), None)


def _named_in(place: str) -> str | None:
    return next((country for country, names in _NAMED if names.search(place)), None)


# Where customers say a city instead; only those that stand for one country without doubt.
_CITIES = (
    ("CN", r"\b(?:beijing|shanghai|guangzhou|shenzhen|hangzhou|chengdu|wuhan|nanjing)\b|北京|上海|广州|深圳|杭州|成都|重庆|武汉|西安|南京|天津|苏州|长沙|郑州|青岛|沈阳|大连|厦门"
     r"|昆明|哈尔滨|兰州|乌鲁木齐|新疆|西藏|内蒙古?|海南|云南|贵州|四川|广东|广西|浙江|江苏|山东|山西|陕西|河南|河北|湖南|湖北|福建|江西|安徽|辽宁|吉林|黑龙江|甘肃|青海|宁夏"),
    ("GB", r"\b(?:london|manchester|birmingham|leeds|liverpool|glasgow|edinburgh|bristol|sheffield|cardiff|belfast)\b|伦敦|曼彻斯特|爱丁堡"),
    ("US", r"\b(?:new york|nyc|los angeles|chicago|boston|seattle|denver|austin|texas|california|florida|san francisco|miami)\b|纽约|洛杉矶|旧金山|芝加哥|波士顿|西雅图"),
    ("FR", r"\b(?:paris|lyon|marseille)\b|巴黎"), ("DE", r"\b(?:berlin|munich|hamburg|cologne|frankfurt)\b|柏林|慕尼黑|汉堡|法兰克福"),
    ("IT", r"\b(?:rome|milan|naples|bologna)\b|罗马|米兰"), ("ES", r"\b(?:madrid|barcelona|valencia)\b|马德里|巴塞罗那"),
    ("NL", r"\b(?:amsterdam|rotterdam)\b|阿姆斯特丹"), ("AT", r"\bvienna\b|维也纳"), ("IE", r"\bdublin\b|都柏林"),
)  # fmt: skip
_CITY_PATTERNS = tuple((country, plain_pattern(pattern)) for country, pattern in _CITIES)


def country_of_place(text: str) -> str | None:
    """The country that the text names, or whose well-known city or province it names."""
    named = named_country(text)
    if named is not None:
        return named[0]
    plain = said(text).plain
    return next((country for country, words in _CITY_PATTERNS if words.search(plain)), None)
