"""`make stories`: the test stories, by `rasa test`. Fails unless there are stories and all of them hold.

Rasa calls no action here: what actions answer is for the conversation runner (`python -m evaluation`).
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from setup.model import MODEL
from setup.processes import LOGS, end_of, quiet_environment

STORIES = "tests/stories"
RESULTS = Path("var/stories")
LOG = LOGS / "stories.log"
# The first such line counts conversations, the second single steps.
RESULT = re.compile(r"Correct: +(\d+) / (\d+)")


def verdict(output: str) -> tuple[int, int]:
    """How many stories held, and how many did not, by Rasa's own words; (0, 0) when it says nothing."""
    found = RESULT.search(output)
    return (int(found[1]), int(found[2]) - int(found[1])) if found else (0, 0)


def main() -> int:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "setup.rasa_main", "test", "core", "--e2e", "--no-plot"]
    command += ["--stories", STORIES, "--model", str(MODEL), "--out", str(RESULTS)]
    # endpoints.yml wants both, though nothing is called.
    environment = quiet_environment(ACTIONS_PORT="5055", XIAOER_ACTIONS_SECRET="unused", LOG_LEVEL="INFO")
    with LOG.open("wb") as log:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    held, failed = verdict(LOG.read_text(encoding="utf-8", errors="replace"))
    if failed:
        print((RESULTS / "failed_test_stories.yml").read_text(encoding="utf-8"), file=sys.stderr)
    if done.returncode or not held + failed:
        print(
            f"error: expected stories in {STORIES} and `rasa test` to play them.\n{end_of(LOG)}",
            file=sys.stderr,
        )
    print(f"stories: {held} passed, {failed} failed")
    return 1 if done.returncode or failed or not held else 0


if __name__ == "__main__":
    sys.exit(main())
