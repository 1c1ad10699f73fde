"""Slack's events, presses and commands read into one form. Whatever is not for the assistant is None."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from channels.slack_text import typed

LONGEST_TEXT = 4_000  # characters; the assistant reads 2,000
_ID = re.compile(r"[A-Z][A-Z0-9]{1,39}", re.ASCII)
_TS = re.compile(r"\d{1,12}\.\d{1,9}", re.ASCII)
_SUBTYPES = (None, "file_share", "thread_broadcast", "me_message")  # the others are edits, bots and notices


class ForeignTeam(Exception):
    """A request about a workspace, or by a member of one, that is not served."""


@dataclass(frozen=True)
class Incoming:
    """One thing that a person did in Slack.

    `key` names it for ever; `message` names the message that two events may tell of (app_mention and message).
    """

    kind: str  # message | press | command
    key: str
    team: str
    user: str
    channel: str
    thread: str | None = None  # the time stamp of the thread that answers belong to
    text: str = ""  # what was typed, the value of the button, or what stands behind the command
    message: str | None = None
    follows: bool = False  # in a channel's thread without a mention: counts only where a conversation is
    has_files: bool = False
    response_url: str = ""

    @property
    def is_direct(self) -> bool:
        """Between this person and the assistant alone."""
        return self.channel.startswith("D")

    @property
    def lane(self) -> str:
        """Things in one lane are worked off one after the other."""
        place = self.channel if self.is_direct else f"{self.channel}:{self.thread}"
        return f"{self.team}:{self.user}:{'command' if self.kind == 'command' else place}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_event(payload: Mapping[str, Any], teams: frozenset[str]) -> Incoming | None:
    """The message in an `event_callback`. Raises ForeignTeam."""
    event = payload.get("event")
    if payload.get("type") != "event_callback" or not isinstance(event, dict):
        return None
    if event.get("type") not in ("message", "app_mention") or event.get("subtype") not in _SUBTYPES:
        return None
    own = _own_ids(payload)
    by_app = event.get("bot_id") or event.get("bot_profile") or event.get("user") in {*own, "USLACKBOT"}
    if by_app or event.get("hidden"):
        return None
    team, channel, user, ts = (str(each or "") for each in (
        payload.get("team_id"), event.get("channel"), event.get("user"), event.get("ts")
    ))  # fmt: skip
    event_id, thread = str(payload.get("event_id") or ""), event.get("thread_ts")
    if not (_are_ids(team, channel, user) and _are_times(ts, thread or ts) and 0 < len(event_id) <= 60):
        return None
    home = event.get("user_team") or event.get("source_team") or event.get("team") or team
    _require_served(teams, team, str(home))
    direct = channel.startswith("D")
    mentioned = event.get("type") == "app_mention"
    if not (direct or mentioned or thread):
        return None  # talk in a channel, not with the assistant
    text = typed(str(event.get("text") or ""), own)[:LONGEST_TEXT]
    files = bool(event.get("files"))
    if not (text or files or mentioned):
        return None
    return Incoming(
        kind="message", key=f"event:{event_id}", team=team, user=user, channel=channel,
        thread=thread or (None if direct else ts), text=text, message=f"{channel}:{ts}",
        follows=not (direct or mentioned), has_files=files,
    )  # fmt: skip


def read_press(payload: Mapping[str, Any], teams: frozenset[str]) -> Incoming | None:
    """A button pressed or an option chosen. One message's buttons count once. Raises ForeignTeam."""
    actions, message = payload.get("actions"), payload.get("message")
    if payload.get("type") != "block_actions" or not isinstance(message, dict):
        return None
    if not (isinstance(actions, list) and actions and isinstance(actions[0], dict)):
        return None
    value = actions[0].get("value") or (actions[0].get("selected_option") or {}).get("value")
    person = payload.get("user") or {}
    team, channel, user = (
        str((payload.get(name) or {}).get("id") or "") for name in ("team", "channel", "user")
    )
    ts, thread = str(message.get("ts") or ""), message.get("thread_ts")
    if not (_are_ids(team, channel, user) and _are_times(ts, thread or ts) and isinstance(value, str)):
        return None
    _require_served(teams, team, str(person.get("team_id") or team))
    return Incoming(
        kind="press", key=f"press:{team}:{user}:{channel}:{ts}", team=team, user=user, channel=channel,
        thread=thread, text=value[:200], response_url=str(payload.get("response_url") or ""),
    )  # fmt: skip


def read_command(form: Mapping[str, str], teams: frozenset[str]) -> Incoming | None:
    """A slash command. Raises ForeignTeam."""
    team, channel, user = (form.get(name, "") for name in ("team_id", "channel_id", "user_id"))
    trigger = form.get("trigger_id", "")
    if not (_are_ids(team, channel, user) and 0 < len(trigger) <= 120):
        return None
    _require_served(teams, team, team)
    return Incoming(
        kind="command", key=f"command:{trigger}", team=team, user=user, channel=channel,
        text=typed(form.get("text", ""))[:LONGEST_TEXT], response_url=form.get("response_url", ""),
    )  # fmt: skip


def _own_ids(payload: Mapping[str, Any]) -> frozenset[str]:
    """The user ids of the app itself."""
    found = payload.get("authorizations") or []
    bots = {each.get("user_id") for each in found if isinstance(each, dict) and each.get("is_bot")}
    return frozenset(str(each) for each in bots if each)


def _are_ids(*ids: str) -> bool:
    return all(_ID.fullmatch(id) for id in ids)


def _are_times(*times: object) -> bool:
    return all(isinstance(ts, str) and _TS.fullmatch(ts) for ts in times)


def _require_served(teams: frozenset[str], *found: str) -> None:
    if not teams.issuperset(found):
        raise ForeignTeam(
            f"expected one of the workspaces {', '.join(sorted(teams))}, found {', '.join(found)}"
        )
