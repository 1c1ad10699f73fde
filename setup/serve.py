"""`make serve`: Rasa's server with the channels, the action server and the desk, started and stopped together."""

from __future__ import annotations

import os
import secrets
import sys
import time

from setup import demo_shop, model, session_secret
from setup.processes import (
    LOGS,
    LOOPBACK,
    SetupError,
    end_of,
    end_on_signals,
    is_free,
    port_from_environment,
    quiet_environment,
    running,
    say,
    wait_until_healthy,
)

ACTIONS_LOG = LOGS / "serve-actions.log"
RASA_LOG = LOGS / "serve-rasa.log"
DESK_LOG = LOGS / "serve-desk.log"


def main() -> int:
    end_on_signals()
    try:
        interface = os.environ.get("INTERFACE") or LOOPBACK
        port = _free("PORT", 5005, interface)
        actions_port = _free("ACTIONS_PORT", 5055, LOOPBACK)
        desk_port = _free("DESK_PORT", 5065, LOOPBACK)
        if len({port, actions_port, desk_port}) < 3:
            found = f"PORT {port}, ACTIONS_PORT {actions_port}, DESK_PORT {desk_port}"
            raise SetupError(f"expected three ports, found {found}")
        demo_shop.ensure()
        serve(str(model.ensure()), interface, port, actions_port, desk_port)
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _free(name: str, default: int, interface: str) -> int:
    port = port_from_environment(name, default)
    if not is_free(port, interface):
        raise SetupError(
            f"{name}: expected a free port, found {port} taken on {interface}, or no such interface; "
            f"end what uses it, or choose another: make serve {name}={port + 100}"
        )
    return port


def serve(model_file: str, interface: str, port: int, actions_port: int, desk_port: int) -> None:
    """Runs until one of the three ends, which is a SetupError, or a signal comes."""
    environment = quiet_environment(ACTIONS_PORT=str(actions_port), DESK_PORT=str(desk_port))
    environment.setdefault("XIAOER_ACTIONS_SECRET", secrets.token_urlsafe(32))
    if not environment.get("XIAOER_SESSION_SECRET"):
        environment["XIAOER_SESSION_SECRET"] = session_secret.kept()
    actions_health = f"http://{LOOPBACK}:{actions_port}/health"
    desk_health = f"http://{LOOPBACK}:{desk_port}/health"
    # What listens on all interfaces answers on loopback, too.
    rasa_health = f"http://{LOOPBACK if interface == '0.0.0.0' else interface}:{port}/"

    say("Starting (about ten seconds) …")
    actions = [sys.executable, "-m", "actions"]
    rasa = [sys.executable, "-m", "setup.rasa_main", "--wait-for", actions_health]
    rasa += ["run", "--model", model_file, "--interface", interface, "--port", str(port)]
    with (
        running(actions, ACTIONS_LOG, environment) as action_server,
        running(rasa, RASA_LOG, environment) as rasa_server,
        running([sys.executable, "-m", "desk"], DESK_LOG, environment) as desk,
    ):
        wait_until_healthy("action server", actions_health, action_server, ACTIONS_LOG)
        wait_until_healthy("desk", desk_health, desk, DESK_LOG)
        wait_until_healthy("Rasa server", rasa_health, rasa_server, RASA_LOG)
        say(f"Serving on http://{interface}:{port}/ (logs: {LOGS}; Ctrl-C stops).")
        say(
            f"The desk of the staff is at http://{LOOPBACK}:{desk_port}/ (first: python -m desk add-staff, docs/desk.md)."
        )
        while True:
            for name, child, log in (
                ("action server", action_server, ACTIONS_LOG),
                ("Rasa server", rasa_server, RASA_LOG),
                ("desk", desk, DESK_LOG),
            ):
                if child.poll() is not None:
                    raise SetupError(f"the {name} ended, with exit code {child.returncode}.\n{end_of(log)}")
            time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
