"""The kept secret of the chat's sessions."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from setup.processes import SetupError
from setup.session_secret import kept


def test_it_is_made_once_and_for_this_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "var" / "session.secret"
    secret = kept(file)
    assert len(secret) >= 32 and kept(file) == secret
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert kept(tmp_path / "another") != secret


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "session.secret"
    file.write_text("short\n")
    with pytest.raises(SetupError, match="delete the file"):
        kept(file)
