"""The secret that signs the chat's sessions on this machine, kept so that a restart ends nobody's conversation."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from setup.processes import SetupError

FILE = Path("var/session.secret")
LENGTH_MIN = 32  # characters


def kept(file: Path = FILE) -> str:
    """The secret, made at the first call; only this user may read it. Raises SetupError for a damaged file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        secret = file.read_text(encoding="ascii").strip()
        if len(secret) < LENGTH_MIN:
            raise SetupError(
                f"{file}: expected at least {LENGTH_MIN} characters, found {len(secret)}; delete the file"
            ) from None
        return secret
    secret = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as written:
        written.write(secret + "\n")
    return secret
