"""Rasa's own command line, mended: `python -m setup.rasa_main [--wait-for URL] shell …`.

With `--wait-for`, it loads Rasa's libraries first and goes on when URL answers: a server can start meanwhile.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from setup.processes import is_healthy


def main() -> None:
    arguments = sys.argv[1:]
    url = None
    if arguments[:1] == ["--wait-for"]:
        url, arguments = arguments[1], arguments[2:]

    import rasa.__main__

    if "shell" in arguments:
        import rasa.core.run

        _end_shell_with_its_input()
    while url and not is_healthy(url):  # whoever started us ends us if this takes too long
        time.sleep(0.1)
    sys.argv = ["rasa", *arguments]
    rasa.__main__.main()


def _end_shell_with_its_input() -> None:
    """Let Ctrl-D, Ctrl-C on a choice of buttons, and the end of a pipe end the shell.

    Rasa 3.6.21 does not catch them: the task that reads dies, and the server stays, with no prompt, forever.
    """
    from rasa.core.channels import console

    ask = console._get_user_input

    async def ask_or_end(previous_response: Any) -> str | None:
        try:
            answer: str | None = await ask(previous_response)
        except (EOFError, AttributeError):  # the latter: Rasa cuts the payload out of the answer None
            return None
        return answer

    console._get_user_input = ask_or_end


if __name__ == "__main__":
    main()
