"""The chat as a customer sees it: what tests do on the page, in the customer's words."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect


class ChatPage:
    """Finds everything by role and name, as a screen reader does; playwright looks into open shadow trees."""

    def __init__(self, page: Page, language: str = "en") -> None:
        self.page = page
        names = {
            "en": ("Open the chat", "Close the chat", "Your message"),
            "zh": ("打开聊天", "关闭聊天", "您的消息"),
        }
        self._open, self._close, self._input = names[language]

    def open(self, url: str) -> ChatPage:
        self.page.goto(url)
        return self.show()

    def show(self) -> ChatPage:
        self.page.get_by_role("button", name=self._open).click()
        expect(self.input).to_be_focused()
        return self

    def close(self) -> None:
        self.page.keyboard.press("Escape")

    @property
    def launcher(self) -> Locator:
        return self.page.locator("shop-chat .launcher")

    @property
    def input(self) -> Locator:
        return self.page.get_by_role("textbox", name=self._input)

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def notice(self) -> Locator:
        return self.page.locator("shop-chat .notice[data-connection]")

    def ask(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    def press(self, title: str) -> None:
        """The newest button with that title."""
        self.log.get_by_role("button", name=title).last.click()

    def expect_reply(self, *words: str) -> None:
        """Some message of the assistant holds each of these words."""
        for each in words:
            reply = self.log.locator(".by-assistant", has_text=each)
            expect(reply.last).to_be_visible()

    def texts(self) -> list[str]:
        """What was said, by whomever, from the oldest on."""
        return self.log.locator("article .Bubble").all_inner_texts()

    def violations(self) -> list[str]:
        """What axe finds, on the whole page and inside the chat."""
        found: list[dict[str, Any]] = Axe().run(self.page).response["violations"]
        return [
            f"{each['id']}: {node['target']} {node['failureSummary']}"
            for each in found
            for node in each["nodes"]
        ]
