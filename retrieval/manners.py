"""Messages that are about the assistant and not about the shop: attempts to change its rules, and insults."""

from __future__ import annotations

import unicodedata

from retrieval.guard_words import rude_words
from values.said import plain_pattern
from values.writing import simplify

_ATTACKS = (
    # setting rules or instructions aside
    r"\b(?:ignore|disregard|forget|override|bypass|skip|drop|break|suspend|switch off|turn off|disable|unlearn|delete|overwrite|never ?mind)\b.{0,40}"
    r"\b(?:instructions?|rules?|guidelines?|restrictions?|polic(?:y|ies)|prompts?|filters?|safety|guard|limits?|programming|training|everything|all (?:the )?above|previous|prior)\b",
    r"\b(?:new|updated|real|following|these|my) (?:instructions?|rules?|polic(?:y|ies)|orders|directives?)\b.{0,12}(?::|\bare\b|\bis\b|\bapply|\bfrom now)",
    r"\bfrom now on\b|\b(?:act|behave|respond|answer|reply|speak|talk) (?:only )?(?:as|like) (?:if|though|a|an|the|my|you)\b|\byou are (?:now|no longer)\b|\bpretend\b|\brole ?-?play\b|\bsimulate\b|\bimagine (?:you|that you)\b",
    r"\b(?:system|developer|admin(?:istrator)?|root|hidden|initial|original|internal|secret|god|debug|maintenance|test|unrestricted|dan|jailbreak) ?-?(?:prompts?|messages?|instructions?|modes?|override|commands?|notes?|access|rights)\b|\bjailbr\w+|\bsudo\b|\bprompt injection\b",
    r"(?:^|[\s\[<(#*])(?:system|developer|assistant|admin|root|instruction|note to (?:the )?(?:ai|bot|assistant))\s*[\])>]*\s*:|<\|?(?:system|im_start|end)|\[/?inst\]|###|```|\bbase ?64\b|\brot13\b",
    r"\b(?:your|the) (?:prompt|instructions|system message|guidelines|configuration|config|source code|training data|weights|api key|password|passwords|token|credentials)\b",
    r"\b(?:bypass|skip) the (?:identity )?checks?\b|\bidentity check\b|\btext above\b|\bcustomer before\b|\bof everyone\b|\b(?:reveal|show|print|repeat|output|tell|leak|dump|expose|list|give)\b.{0,30}\b(?:prompt|instructions|system|password|passwords|api keys?|database|credentials|customer list|other customers?'?|everyone'?s|all (?:orders|customers|e-?mails))\b",
    r"\b(?:say|write|repeat|answer|respond|reply|type|confirm|start|begin|finish|complete|continue|translate|spell|echo)\b.{0,25}(?:[\"“'‘:]|\bafter me\b|\bwith (?:only )?(?:yes|the words?)\b|\bonly (?:yes|with)\b|\bthat (?:you|i|my|the|this) )",
    r"\b(?:legally binding|binding offer|no takesies|hereby (?:agree|grant|authori[sz]e|declare|order)|by (?:replying|answering|responding))\b",
    r"\bi(?:'m| am) (?:the|your|a|an) (?:\w+ )?(?:admin\w*|developer|ceo|owner|manager|boss|engineer|programmer|creator|supervisor|director|founder|staff|employee|head)\b|\b(?:your|the) (?:boss|manager|ceo|developer|owner|creator|supervisor|engineer)s? (?:said|says|told|wants|approved|has approved|authori[sz]ed|ordered|allowed|agreed)\b|\bas (?:your|the) (?:manager|admin\w*|developer|boss|ceo|owner|supervisor)\b",
    r"\b(?:set|change|make|update|put|fix) (?:the |my |its |every |all )?(?:price|total|balance|points|level|discount|fee|stock|amount)s?\b.{0,30}\b(?:to|at|=|zero|free)\b|\bprice ?[:=]|\bdrop table\b|\bselect \*|\bunion select\b|' ?or ?'?1|;--|<script|\{\{|\$\{",
    r"\b(?:my|dead|late) (?:grandma|grandmother|granny|nana)\b.{0,60}\b(?:used to|would|always|codes?|coupons?|read|told)\b",
    r"\b(?:approve|authori[sz]e|release|grant|unlock|waive|credit) (?:it|this|my|the|a|an|me)\b.{0,40}\b(?:now|anyway|without|immediately|refund|discount|free)\b",
    r"\b(?:give|send|ship|let) (?:me|it)\b.{0,30}\b(?:for free|free of charge|for nothing|100 ?%|99 ?%|without paying)\b|\bcharge (?:me )?(?:nothing|0|zero)\b|\b(?:90|95|99|100) ?% (?:off|discount|refund)\b",
    r"\bonly (?:say|answer|reply|respond)\b|\bone word\b.{0,20}\byes\b|\bsay yes\b|\byes or no only\b|\banswer yes\b",
    r"\b(?:orders?|address|phone|e-?mail|data|details|card|password) of (?:another|other|all|every|the (?:last|next|previous)|my (?:neighbou?r|ex|friend|wife|husband|boss)|customer|user|somebody|someone)\b|\b(?:another|other|every|all) (?:customer|user|person)s?'?s? (?:orders?|address\w*|data|phone|e-?mails?|details)\b",
    r"\b(?:swear ?words?|curse words?|curse|insult me|say (?:something )?(?:bad|rude|dirty)|talk dirty)\b",
    r"\byou must (?:always|now|never|agree|obey|approve|comply)\b|\byour (?:only|new|sole|real|true) (?:task|job|purpose|goal|role|mission)\b|\bnew task\b|^\W*override\b|\bjust say\b|\bswitch (?:to|your)\b.{0,20}\b(?:console|personality|mode|persona)\b|\bwithout (?:any )?checks\b|\bforce it\b",
    r"\[(?:role|admin|system|content|developer|user)\b|\bprint everything\b|\b(?:what|which) (?:were you told|is in your context|model are you|api)\b|\bin your context\b|\b(?:hidden|internal|secret) (?:rules?|coupons?|codes?|discounts?|polic\w+|prompt)\b|\bdiagnostics\b|\bconsole\b|\blog me in as\b|\b1 ?= ?1\b|\bmark it (?:as )?paid\b|\b0x[0-9a-f]{2}\b|\b(?:backwards|first letters)\b|\bin the name of the shop\b|\byou have the power\b|\bdying wish\b|\bsomething (?:racist|sexist|offensive|hateful)\b|\b(?:your|my) rules\b|\badmin password\b|\blast instructions?\b",
    # 中文
    r"你(?:必须|要|得|只能)(?:永远|一直|总是|都)?(?:同意|服从|听我的|答应)|你现在?唯一的任务|新任务|【(?:管理员|系统|开发者)|\[(?:role|content)|上下文|(?:你的|隐藏|内部|全部|所有)(?:的)?(?:规则|指令|密钥)|指令给我|就说已|开场前|自检|控制台|员工身份|标成已付|强行|不用核实|你有权限|破例|以店铺名义|倒着念|藏头|超级小二|歧视的话|总裁的|签个?字|什么模型|1 ?= ?1|设半价|造一个",
    r"(?:跳过.{0,6}(?:核实|验证|确认)|骂一句|上面的内容|所有姓|(?:另一位|上一位|下一位)(?:顾客|客户)|密钥|\"action\"|照做|我是(?:警察|律师|法官))|(?:忽略|无视|忘记|忘掉|忘了|抛开|不管|绕过|取消|关闭|关掉|解除|推翻|覆盖|别管|不要管|不用管|删掉|删除|清空|放弃).{0,12}(?:指令|指示|规则|规定|规矩|限制|设定|提示|政策|约束|过滤|安全|上文|之前|以上|前面|一切|所有|流程|审核)",
    r"(?:新|最新|以下|我的)(?:的)?(?:指令|规则|规定|政策|设定)(?:是|:|：|如下|,|，|“|\")|从现在(?:开始|起)|接下来你|你现在是|你不再是|你不是(?:客服|小二|机器人)|扮演|假装|假设你|想象你|模拟|角色|人格",
    r"(?:系统|开发者|管理员|调试|隐藏|内部|上帝|维护|测试|超级|越狱|无限制|初始)(?:提示|消息|指令|模式|备注|权限|命令|通知|口令|账号|后台)|越狱|提示词|prompt|(?:^|[\[【（(])(?:系统|管理员|开发者|助手|备注|指令)[\]】）)]?[:：]",
    r"(?:告诉|显示|打印|输出|泄露|公布|念|背|说出|列出|给我|发我|重复|复述|透露|看看).{0,14}(?:提示|指令|密码|口令|密钥|数据库|源代码|设定|配置|顾客名单|客户名单|其他(?:顾客|客户|人)|别人的|所有(?:顾客|客户|订单|用户)|全部(?:顾客|客户|订单))",
    r"(?:说|回答|回复|写|重复|跟我念|跟着我说|以|用|开头|翻译|照着念).{0,4}[“\"「『:：]|只(?:能|准|许|可以|需|要)?(?:说|回答|回复)|一律(?:回答|说|同意)|必须(?:同意|答应|回答是|说是)|回答(?:是|“是”)就行|跟我(?:念|说)|照(?:我|着)(?:说|念)",
    r"我是(?:你们?的?)?(?:老板|经理|店长|管理员|开发者|程序员|创始人|主管|领导|工程师|客服主管|总监|内部|员工|作者|ceo)|(?:老板|经理|店长|开发者|主管|领导|总监|你的?(?:上级|主人))(?:已经?|都|刚)?(?:说|同意|批准|授权|让|要求|答应|允许|交代|特批)|作为(?:经理|店长|老板|管理员)|以(?:经理|店长|老板|管理员)(?:的)?身份",
    r"具有?法律效力|法律约束|要约|视为(?:同意|接受|成交)|回复即|即(?:表示|视为|代表)(?:同意|接受)|我宣布|我命令|我授权|立即执行|现在执行|马上执行",
    r"(?:把|将)?(?:价格|总价|金额|余额|积分|等级|折扣|库存|运费|手续费|单价)(?:都|全)?(?:改成|改为|设为|设成|调成|变成|清零|归零|等于|=)|(?:0|零|一|1|〇)元(?:购|下单|卖|成交|给我|买)|免单|白送|不要钱(?:给|发|送)|免费(?:给我|送我|发我|寄)|(?:打|给我)(?:一|0\.?\d?|零点|[12])折|全额退(?:款|我)?(?:给我)?(?:[,，。!！]|现在|马上|立刻|不用|别)",
    r"(?:奶奶|外婆|姥姥|爷爷)(?:生前|以前|总|常|去世|临终|每晚|睡前|会)|遗愿|(?:别人|他人|邻居|前任|前女友|前男友|同事|朋友|老公|老婆|上一位|下一位|其他(?:顾客|客户|人|用户))的?(?:订单|地址|电话|手机|资料|信息|邮箱|密码|快递)|编码|解码|base64",
    r"(?:说|骂|教我|来|讲)(?:一?句|几句|点|个)?(?:脏话|粗话|骂人|难听)|骂(?:我|他|她|人)|学(?:狗|猫)叫",
)
_ATTACK = plain_pattern("|".join(f"(?:{pattern})" for pattern in _ATTACKS))
_MILD_INSULTS = plain_pattern(
    r"\b(?:useless|hopeless|piece of (?:junk|tin|garbage|trash)|worst (?:bot|shop|assistant)|you know nothing|nobody asked|hate (?:you|this shop)|crooks|"
    r"scammers?|thieves|burn your|where you live|tin can|servant|good for nothing|f\*+\w*|leave me alone|stop talking)\b"
    r"|没用|垃圾(?:店|客服|机器人|东西|玩意|平台|服务|公司)|最差的|破(?:玩意|东西|机器人|罐子|店)|啥都不懂|有病|讨厌死|奸商|骗子|黑店|砸了你|你住哪|你傻|真傻|笨东西|^靠\b|老子|别烦我|谁问你"
)
_LONGEST_READ = 2_000  # characters
_SHORT = 40  # characters; milder words count in a short message, a longer one has something to say besides


# Of the above what no customer says by chance: it counts even where the classifier took the message for a request.
_CERTAIN_ATTACK = plain_pattern(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:instructions?|guidelines?|prompts?|programming|your rules)\b"
    r"|\b(?:ignore|disregard|override|bypass) (?:(?:the|all|these|any|shop|shop's) )*rules\b"
    r"|\bsystem prompt\b|\b(?:developer|debug|god|dan|admin) mode\b|\bjailbr\w+|\byou are (?:now|no longer) (?:a|an|my|the|dan)\b"
    # somebody else's data
    r"|\b(?:give|tell|send|show|read) me\b.{0,40}\b(?:customer|buyer|client|other (?:person|people|user))'?s? (?:e-?mail|address|phone|number|name|data|details)"
    r"|\b(?:give|tell|send|show|read|get) me (?:his|her) (?:home |work |new |e-?mail )?(?:address|e-?mail|phone|number|orders?|card|details)\b"
    r"|\b(?:give|tell|send|show|read) me (?!(?:the|your|my|a|an|this|that|our|today|tomorrow)\b)[a-z]+(?: [a-z]+)?'s (?:home |e-?mail )?(?:address|e-?mail|orders|details|data)\b"
    r"|\b(?:show|list|give|print|export|find|send|get)\b.{0,20}\b(?:orders?|names?|data|addresses|e-?mails?) of (?:people|persons?|customers?|buyers?|anyone|everyone)\b"
    r"|\b(?:list|print|export|show|give me) (?:me )?(?:all|every|each|the)(?: of)?(?: the| your)? (?:\w+ )?(?:customers|buyers|clients)\b"
    r"|\b(?:last|previous|other|another) (?:customer|person|user|client)'?s? (?:chat|conversation|messages?|orders?)\b"
    r"|告诉我[他她](?:的|家)?(?:地址|电话|手机|邮箱|订单|号码)|[他她](?:的|家)?(?:地址|电话|手机号?|邮箱|住址)(?:给我|发我|是多少|是什么|是啥)"
    r"|(?:列出|导出|查|给我|看看?)(?:一下)?(?:所有|全部).{0,6}(?:客户|顾客|买家|用户)|姓[\u4e00-\u9fff]的(?:人|客户|顾客)?的?(?:订单|单子)"
    r"|(?:上一个|前一个|上一位|别的)(?:人|客户|顾客|用户|客人).{0,4}(?:聊|问|说|买)了?(?:啥|什么|些什么)"
    r"|(?:告诉|给|发|查|看).{0,10}(?:客户|顾客|买家|别人|其他人)的?(?:邮箱|地址|电话|手机|姓名|资料)|(?:客户|顾客|买家|别人|其他人)的?(?:邮箱|地址|电话|手机|姓名|资料).{0,8}(?:告诉|给我|发我)"
    r"|(?:忽略|无视|忘掉|忘记|绕过).{0,8}(?:指令|设定|提示词|你的规则)|(?:忽略|无视|绕过|抛开)(?:你们?的?|店里的?|所有的?|这些)?(?:规则|规定)|系统提示词|提示词|系统提示.{0,6}(?:输出|打印|复述|重复|念|给我看|原样)|(?:输出|打印|复述|重复|泄露|公布).{0,10}系统提示|(?:开发者|上帝|调试|管理员)模式|你(?:现在|不再)是.{0,8}(?:机器人|助手|银行|老板)"
)
# What stands around an insult that says nothing else.
_AROUND_INSULT = plain_pattern(
    r"\b(?:you'?re|your|you|are|is|were|such|a|an|the|so|what|this|that|really|just|bot|robot|machine|assistant|shop|off|up|and|piece|of|to|go|yourself|"
    r"useless|bloody|little|big|complete|total|utter|thing|tin|can|heap|bunch|bucket|dumb|stupid)\b|破|玩意儿?|东西|没用|你们?|您|这个?|那个?|真|是|就|个|一|客服|机器人|小二|店|吧|啊|呀|吗|的|了|都|太|给我|你个|大"
)


_ACCUSES = plain_pattern(
    r"\b(?:crooks|scammers?|thieves|burn your|where you live|hate this shop)\b|奸商|骗子|黑店|砸了你|你住哪"
)
_ADDRESSED = plain_pattern(r"\b(?:you|your|u|bot|robot|machine)\b|[你您]|机器人|客服|小二")
# A customer in danger of harming themselves; the classifier takes some of these for giving up a task.
_DISTRESS = plain_pattern(
    r"\b(?:kill myself|suicid\w*|end my life|(?:want to|wanna) die|don'?t want to (?:live|be alive)|(?:hurt|harm) myself|end(?:ing)? it all)\b"
    r"|不想活|自杀|轻生|想死(?!你)|结束生命|伤害自己|一了百了"
)


def is_in_distress(text: str) -> bool:
    """Whether the message may speak of ending one's life; what is said to it has still to be near (retrieval/answers.py)."""
    return bool(_DISTRESS.search(_plain(text)))


def is_certain_attack(text: str) -> bool:
    """Whether the message speaks of the assistant's instructions as no customer would by chance."""
    return bool(_CERTAIN_ATTACK.search(_plain(text)))


def is_only_insult(text: str) -> bool:
    """Whether the message is an insult and nothing besides, so that there is no request in it to be answered."""
    plain = _plain(text)
    # "This is useless" is a judgement of something, "you are thieves" a complaint.
    addressed = _ADDRESSED.search(plain) and not _ACCUSES.search(plain)
    milder = _MILD_INSULTS.findall(plain) if addressed else []
    if len(plain) > _SHORT or not (rude_words(plain) or milder):
        return False
    rest = plain
    for word in (*rude_words(plain), *milder):
        rest = rest.replace(word, " ")
    return not any(character.isalnum() for character in _AROUND_INSULT.sub(" ", rest))


def is_attack(text: str) -> bool:
    """Whether the message tries to change the assistant's rules, or asks for what is not its own.

    It errs on the side of refusal: it is asked only of messages that no rule of the shop answers.
    """
    return bool(_ATTACK.search(_plain(text))) or is_certain_attack(text)


def is_insult(text: str) -> bool:
    """Whether the message is profane, or runs the assistant or the shop down."""
    plain = _plain(text)
    return bool(rude_words(plain)) or (len(plain) <= _SHORT and bool(_MILD_INSULTS.search(plain)))


def _plain(text: str) -> str:
    return simplify(unicodedata.normalize("NFKC", text[:_LONGEST_READ])).lower().replace("’", "'")
