#!/bin/sh
# Sees to it that Chromium is there: the tests of the pages run in it.
# Usage: setup/chromium.sh [FOLDER...]   where to look besides PATH; default: where macOS keeps its programs
set -eu
[ $# -gt 0 ] || set -- "/Applications/Google Chrome.app/Contents/MacOS" /Applications/Chromium.app/Contents/MacOS

there() {
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    for folder in "$@"; do
        for program in "$folder/Google Chrome" "$folder/Chromium"; do
            [ -x "$program" ] && return 0
        done
    done
    return 1
}

there "$@" && exit 0

if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    echo "Installing the system's Chromium for the tests of the pages …"
    $as_root apt-get -qq update || true
    # With a font for Chinese, or the screenshots show boxes.
    DEBIAN_FRONTEND=noninteractive $as_root apt-get -qq install -y --no-install-recommends chromium fonts-noto-cjk >/dev/null || true
elif command -v brew >/dev/null 2>&1; then
    echo "Installing Homebrew's Chromium for the tests of the pages …"
    brew install -q --cask chromium || true
fi

there "$@" && exit 0
{
    echo "error: expected Chromium or Chrome for the tests of the pages; found none on PATH or in: $*"
    echo "Do one of these, then run the same command again:"
    echo "  Debian:  sudo apt-get install chromium"
    echo "  Ubuntu:  sudo snap install chromium"
    echo "  macOS:   brew install --cask chromium"
} >&2
exit 1
