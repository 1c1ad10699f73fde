"""What the web channel refuses: a code for the page, words in both languages for the customer (docs/web.md)."""

from __future__ import annotations

from typing import Any

# code -> HTTP status, English, Chinese
ERRORS: dict[str, tuple[int, str, str]] = {
    "bad_request": (
        400, "Sorry, the chat sent something I can't read. Please reload the page.",
        "抱歉，聊天窗口发来的内容我读不了，请刷新页面再试。",
    ),
    "too_long": (
        400, "That message is a little too long for me. Please send it in parts.",
        "这条消息有点太长了，麻烦分几条发给我。",
    ),
    "button_refused": (
        400, "That button doesn't work any more. Please type what you would like.",
        "这个按钮已经失效了，请直接打字告诉我您的需求。",
    ),
    "no_session": (
        401, "This chat has ended. A new one starts right away.", "这次聊天已经结束，马上为您开始新的对话。",
    ),
    "session_expired": (
        401, "This chat has been quiet for too long and has ended. A new one starts right away.",
        "聊天太久没有动静，已经结束了，马上为您开始新的对话。",
    ),
    "login_expired": (
        401, "You were logged in a while ago. Please log in again, or go on without.",
        "您的登录已经过期，请重新登录，或者不登录继续聊。",
    ),
    "login_refused": (
        403, "I couldn't check your login. Please log in to the shop again.", "没能验证您的登录，请重新登录商城。",
    ),
    "origin_refused": (
        403, "This page is not allowed to use the chat.", "这个页面没有使用聊天的权限。",
    ),
    "not_found": (404, "There is nothing here.", "这里什么也没有。"),
    "too_large": (413, "That was too much at once. Please send less.", "一次发得太多了，请少发一些。"),
    "slow_down": (
        429, "That was very fast. Please wait a moment and try again.", "您发得太快了，请稍等一会儿再试。",
    ),
    "unavailable": (
        503, "The shop can't be reached for a moment. Please try again.", "商城暂时连接不上，请稍后再试。",
    ),
    "internal": (
        500, "Something went wrong on our side. Please try again.", "我们这边出了点问题，请再试一次。",
    ),
}  # fmt: skip


class WebError(Exception):
    """A request that is refused. `details`: `retry_after` in seconds, `max` in characters or bytes."""

    def __init__(self, code: str, **details: int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
        self.status = ERRORS[code][0]

    def as_json(self) -> dict[str, Any]:
        _, en, zh = ERRORS[self.code]
        return {"code": self.code, "text": {"en": en, "zh": zh}, **self.details}
