"""`make validate`: `rasa data validate`, with a warning counted as an error.

Two kinds of warning are no fault: Rasa looks at stories and rules only, and actions name most responses here (that each of
them is used is for a test to prove); and an intent that only the server sets off has no examples.
"""

from __future__ import annotations

import re
import subprocess
import sys

from setup.processes import quiet_environment

COMPLAINT = re.compile(
    r"(?:User|Future)Warning: (.+)|\b(?:WARNING|ERROR|CRITICAL) +(.+)|^(\w*(?:Error|Exception): .+)"
)
NO_FAULT = re.compile(
    r"The utterance '\w+' is not used in any story or rule\."
    r"|The intent 'desk_event' is listed in the domain file, but is not found in the NLU training data\."
)


def complaints(output: str) -> list[str]:
    """What Rasa warns of, without what is no fault here."""
    found = (COMPLAINT.search(line) for line in output.splitlines())
    texts = (next(text for text in match.groups() if text) for match in found if match)
    return [text for text in texts if not NO_FAULT.match(text)]


def main() -> int:
    done = subprocess.run(
        [sys.executable, "-m", "setup.rasa_main", "data", "validate"],
        env=quiet_environment(PYTHONWARNINGS="default"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    found = complaints(done.stdout)
    for text in found:
        print(f"rasa data validate: {text}", file=sys.stderr)
    if done.returncode and not found:
        print(done.stdout, file=sys.stderr)
    if done.returncode or found:
        return 1
    print("Domain and training data fit together.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
