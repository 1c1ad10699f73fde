"""What the Slack channel needs to know, checked before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rasa.shared.exceptions import InvalidConfigException

REQUIRED = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_TEAM_IDS")
API_URL = "https://slack.com/api/"
HOOKS_URL = "https://hooks.slack.com/"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class SlackConfig:
    """Secrets and addresses of one Slack app. Raises InvalidConfigException for what cannot be right."""

    bot_token: str = field(repr=False)  # xoxb-…
    signing_secret: str = field(repr=False)
    team_ids: frozenset[str]  # the workspaces that are served: T…
    api_url: str = API_URL  # GovSlack has another one
    hooks_url: str = HOOKS_URL  # where answers to commands and presses may be sent

    def __post_init__(self) -> None:
        if not self.bot_token.startswith("xoxb-"):
            raise _wrong("SLACK_BOT_TOKEN", "a bot token (xoxb-…)", f"{len(self.bot_token)} other characters")
        if len(self.signing_secret) < 16:
            raise _wrong(
                "SLACK_SIGNING_SECRET",
                "the signing secret (32 characters)",
                f"{len(self.signing_secret)} characters",
            )
        if not self.team_ids or not all(team.isalnum() and team[0] in "TE" for team in self.team_ids):
            found = ", ".join(sorted(self.team_ids)) or "none"
            raise _wrong("SLACK_TEAM_IDS", "workspace ids (T…), with commas between", found)
        for name, url in (("SLACK_API_URL", self.api_url), ("SLACK_HOOKS_URL", self.hooks_url)):
            parts = urlsplit(url)
            safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
            if not (safe and parts.hostname and url.endswith("/")):
                raise _wrong(name, "an https address that ends with /", url)


def slack_config(environment: Mapping[str, str]) -> SlackConfig | None:
    """The settings in the environment; None when there are none: then the channel is off.

    Raises InvalidConfigException when some of REQUIRED are set and others are not, or one is wrong.
    """
    given = {name: environment.get(name, "").strip() for name in REQUIRED}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(REQUIRED):
        return None
    if missing:
        raise _wrong(", ".join(REQUIRED), "all of them or none", f"no {', no '.join(missing)}")
    teams = (team.strip() for team in given["SLACK_TEAM_IDS"].split(","))
    return SlackConfig(
        given["SLACK_BOT_TOKEN"],
        given["SLACK_SIGNING_SECRET"],
        frozenset(team for team in teams if team),
        environment.get("SLACK_API_URL", "").strip() or API_URL,
        environment.get("SLACK_HOOKS_URL", "").strip() or HOOKS_URL,
    )


def _wrong(name: str, expected: str, found: str) -> InvalidConfigException:
    return InvalidConfigException(
        f"{name}: expected {expected}, found {found}; set it in the environment (docs/slack.md)"
    )
