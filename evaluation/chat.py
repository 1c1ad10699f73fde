"""Talking to Rasa over REST, as a customer's browser would."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import requests

from evaluation.errors import ChatFailed

TIMEOUT_S = 60.0  # for one message; Rasa itself must be far faster


@dataclass(frozen=True)
class Reply:
    """All messages that one message was answered with, in their order."""

    messages: tuple[dict[str, Any], ...]
    seconds: float = 0.0

    @property
    def text(self) -> str:
        return "\n".join(str(m["text"]) for m in self.messages if m.get("text"))

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [button for m in self.messages for button in m.get("buttons") or []]

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [m["custom"] for m in self.messages if isinstance(m.get("custom"), dict) and m["custom"]]


class Chat:
    """One connection to a Rasa server. Not to be shared between threads."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token
        self._http = requests.Session()
        self._http.trust_env = False  # no proxy on the way to the loopback interface

    def send(self, sender: str, text: str) -> Reply:
        """The reply to one message. Raises ChatFailed for anything but HTTP 200 with a list of messages."""
        began = time.perf_counter()
        try:
            answer = self._http.post(
                f"{self._url}/webhooks/rest/webhook",
                json={"sender": sender, "message": text},
                timeout=TIMEOUT_S,
            )
        except requests.RequestException as error:
            raise ChatFailed(f"Rasa did not answer: {type(error).__name__}") from error
        seconds = time.perf_counter() - began
        if answer.status_code != 200:
            raise ChatFailed(f"expected HTTP 200, found {answer.status_code}: {answer.text[:300]}")
        messages = answer.json()
        if not isinstance(messages, list):
            raise ChatFailed(f"expected a list of messages, found {answer.text[:300]}")
        return Reply(tuple(messages), seconds)

    def tracker(self, sender: str) -> dict[str, Any]:
        """The conversation as Rasa keeps it: slots and all events. Raises ChatFailed."""
        try:
            answer = self._http.get(
                f"{self._url}/conversations/{sender}/tracker",
                params={"token": self._token, "include_events": "ALL"},
                timeout=TIMEOUT_S,
            )
            answer.raise_for_status()
            tracker: dict[str, Any] = answer.json()
        except requests.RequestException as error:
            raise ChatFailed(f"Rasa did not give the tracker: {type(error).__name__}") from error
        return tracker

    def is_ready(self) -> bool:
        """Whether the server runs and has loaded its model."""
        try:
            status = self._http.get(f"{self._url}/status", params={"token": self._token}, timeout=5)
        except requests.RequestException:
            return False
        return status.status_code == 200
