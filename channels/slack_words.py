"""What the Slack channel itself says; in both languages, since a command has none."""

from __future__ import annotations

from datetime import datetime

HELP = (
    "`{command} link EMAIL` connects your Slack account with your account at our shop; I mail you a code.\n"
    "`{command} code CODE` completes it. `{command} unlink` ends it. `{command} status` shows it.\n"
    "`{command} your question` asks me; I answer in a direct message.\n"
    "`{command} link 邮箱` 关联您在本店的账户，验证码会发到邮箱。\n"
    "`{command} code 验证码` 完成关联。`{command} unlink` 解除关联。`{command} status` 查看关联。\n"
    "`{command} 您的问题` 向我提问，我会在私信里回复。"
)
CODE_SENT = (
    "If that address is right, a mail with a code is on its way. Please enter it here: `{command} code 123456`\n"
    "如果邮箱无误，验证码已发出。请在这里输入：`{command} code 123456`"
)
EMAIL_NEEDED = (
    "Please add your e-mail address: `{command} link ann@example.com`\n"
    "请加上您的邮箱：`{command} link ann@example.com`"
)
CODE_NEEDED = (
    "Please add the six digits from the mail: `{command} code 123456`\n"
    "请加上邮件里的六位验证码：`{command} code 123456`"
)
CODE_WRONG = (
    "This code does not fit or is too old; {left} more tries. For a new one: `{command} link EMAIL`\n"
    "验证码不正确或已过期，还可以再试 {left} 次。重新获取：`{command} link 邮箱`"
)
LOCKED = "Too many tries. Please try again after {until}.\n尝试次数过多，请在 {until} 之后再试。"
LINKED = (
    "Done: your Slack account is connected with your account at our shop. In direct messages I now know you.\n"
    "关联成功：您的 Slack 账号已关联本店账户，在私信里我就认得您了。"
)
NO_ACCOUNT = (
    "The code is right, but there is no account with that e-mail address at our shop.\n"
    "验证码正确，但该邮箱在本店没有注册账户。"
)
UNLINKED = "Your Slack account is no longer connected with our shop.\n已解除 Slack 账号与本店账户的关联。"
NOT_LINKED = (
    "Your Slack account is not connected with an account at our shop: `{command} link EMAIL`\n"
    "您的 Slack 账号尚未关联本店账户：`{command} link 邮箱`"
)
IS_LINKED = "Your Slack account is connected with an account at our shop.\n您的 Slack 账号已关联本店账户。"
ASKED = "I have answered you in a direct message.\n已在私信里回复您。"
TROUBLE = (
    "Sorry, something went wrong on our side. Please try again in a moment.\n"
    "抱歉，我们这边出了点问题，请稍后再试。"
)
INTERRUPTED = (
    "Sorry, I was interrupted while I worked on your last message. Please look whether it is done, or tell me again.\n"
    "抱歉，处理您上一条消息时中断了。请确认是否已完成，或者再跟我说一遍。"
)
NOT_YOURS = (
    "This button belongs to somebody else's conversation. Write to me and I help you.\n"
    "这个按钮属于别人的对话。直接给我发消息，我来帮您。"
)
NO_FILES = (
    "I cannot look at files. Please tell me in words what it is about.\n"
    "我无法查看文件，请用文字告诉我是什么情况。"
)
PUBLIC = (
    "Everybody in this channel can read this thread. About your own orders, please write to me in a direct message.\n"
    "这个频道里的所有人都能看到本话题。涉及您自己的订单，请私信我。"
)
MENTIONED = "How can I help you?\n请问有什么可以帮您？"
FOREIGN = "This workspace is not connected with our shop.\n这个工作区未与本店连接。"


def until(moment: datetime) -> str:
    """In the reader's own time zone."""
    plain = moment.strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{plain}>"
