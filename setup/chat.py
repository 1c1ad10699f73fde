"""`make chat`: the demo shop, the model, the action server, and Rasa's shell in this terminal."""

from __future__ import annotations

import secrets
import sys

from setup import demo_shop, model
from setup.processes import (
    LOGS,
    LOOPBACK,
    SetupError,
    end_of,
    end_on_signals,
    free_port,
    port_from_environment,
    quiet_environment,
    running,
    say,
    wait_until_healthy,
)

ACTIONS_LOG = LOGS / "chat-actions.log"
SHELL_LOG = LOGS / "chat-rasa.log"
ANSWER_LIMIT = 60  # s that the shell waits for an answer


def main() -> int:
    end_on_signals()
    try:
        demo_shop.ensure()
        return chat(str(model.ensure()))
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def chat(model_file: str) -> int:
    """Returns the shell's exit code. The action server lives as long as the shell."""
    port = free_port(port_from_environment("PORT", 5005))
    actions_port = free_port(port_from_environment("ACTIONS_PORT", 5055))
    environment = quiet_environment(
        ACTIONS_PORT=str(actions_port), RASA_SHELL_STREAM_READING_TIMEOUT_IN_SECONDS=str(ANSWER_LIMIT)
    )
    environment.setdefault("XIAOER_ACTIONS_SECRET", secrets.token_urlsafe(32))
    # Rasa would write the lesser messages between the lines of the conversation.
    environment.setdefault("LOG_LEVEL", "WARNING")
    health = f"http://{LOOPBACK}:{actions_port}/health"

    say("Starting (about ten seconds; /stop or Ctrl-C ends the conversation) …")
    actions = [sys.executable, "-m", "actions"]
    shell = [sys.executable, "-m", "setup.rasa_main", "--wait-for", health]
    shell += ["shell", "--model", model_file, "--interface", LOOPBACK, "--port", str(port)]
    with (
        running(actions, ACTIONS_LOG, environment) as action_server,
        running(shell, SHELL_LOG, environment, keep_terminal=True) as rasa_shell,
    ):
        wait_until_healthy("action server", health, action_server, ACTIONS_LOG)
        code = rasa_shell.wait()
    if code:
        raise SetupError(f"the conversation ended with exit code {code}.\n{end_of(SHELL_LOG)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
