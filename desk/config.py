"""Settings of the desk, read from the environment once and checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from limits import RateLimitItem, parse

CONFIG = Path("config.yml")  # Rasa's: the assistant's own generator stands there
OWN = Path("students/reply")  # at the desk a person reads every word before it is sent
POLICY = "components.fallback_policy.GenerativeFallbackPolicy"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class DeskConfig:
    """Raises ValueError for settings that cannot be right."""

    host: str = "127.0.0.1"
    port: int = 5065
    secure_cookies: bool = False  # over HTTPS only; needed wherever the desk leaves this machine
    proxies: int = 0  # trusted proxies in front, whose X-Forwarded-For tells the client's address
    tries_by_login_and_address: str = "5 per 15 minutes"  # log-ins, wrong and right ones
    tries_by_login: str = (
        "50 per hour"  # from anywhere: above the limit before, so that nobody is locked out easily
    )
    tries_by_address: str = "30 per 15 minutes"
    generator: Path | None = None  # folder of a reply bundle; None: suggestions are quoted alone

    def __post_init__(self) -> None:
        if not 0 <= self.port < 65536:
            raise ValueError(f"DESK_PORT: expected a port from 0 to 65535, found {self.port}")
        if not 0 <= self.proxies <= 10:
            raise ValueError(f"DESK_PROXIES: expected 0 to 10, found {self.proxies}")
        if self.host not in LOOPBACK and not self.secure_cookies:
            raise ValueError(
                f"DESK_INTERFACE: expected the loopback interface, found {self.host} without DESK_HTTPS=1; put the "
                "desk behind a server that speaks HTTPS and set DESK_HTTPS=1"
            )
        for name in ("tries_by_login_and_address", "tries_by_login", "tries_by_address"):
            self.limit(name)

    def limit(self, name: str) -> RateLimitItem:
        try:
            return parse(getattr(self, name))
        except ValueError:
            raise ValueError(
                f"{name}: expected a limit such as '5 per 15 minutes', found another text"
            ) from None


def from_environment(environment: Mapping[str, str] = os.environ) -> DeskConfig:
    """By DESK_INTERFACE, DESK_PORT, DESK_HTTPS, DESK_PROXIES and DESK_GENERATOR. Raises ValueError."""
    numbers = {}
    for name, default in (("DESK_PORT", "5065"), ("DESK_PROXIES", "0")):
        text = environment.get(name) or default
        if not (text.isascii() and text.isdigit()):
            raise ValueError(f"{name}: expected a whole number, found {text!r}")
        numbers[name] = int(text)
    https = environment.get("DESK_HTTPS") or "0"
    if https not in ("0", "1"):
        raise ValueError(f"DESK_HTTPS: expected 0 or 1, found {https!r}")
    return DeskConfig(
        host=environment.get("DESK_INTERFACE") or "127.0.0.1",
        port=numbers["DESK_PORT"],
        secure_cookies=https == "1",
        proxies=numbers["DESK_PROXIES"],
        generator=_generator(environment.get("DESK_GENERATOR") or ""),
    )


def _generator(named: str, config: Path = CONFIG, own: Path = OWN) -> Path | None:
    """The folder that is named, else the assistant's own, else the project's; "none" is none.

    Raises ValueError for a named folder that is not there.
    """
    if named == "none":
        return None
    if named:
        if not Path(named).is_dir():
            raise ValueError(
                f"DESK_GENERATOR: expected a folder with a reply bundle or none, found {named!r}"
            )
        return Path(named)
    try:
        parts = (yaml.safe_load(config.read_text(encoding="utf-8")) or {}).get("policies") or ()
    except FileNotFoundError:
        parts = ()
    bundles = [part.get("bundle") for part in parts if isinstance(part, dict) and part.get("name") == POLICY]
    if bundles and isinstance(bundles[0], str):
        return Path(bundles[0])
    return own if own.is_dir() else None
