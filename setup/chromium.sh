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

# With a font for Chinese, or the screenshots show boxes.
"$(dirname "$0")/system_package.sh" "Chromium for the tests of the pages" "chromium fonts-noto-cjk" "--cask chromium"

there "$@" && exit 0
{
    echo "error: expected Chromium or Chrome for the tests of the pages; found none on PATH or in: $*"
    echo "Do one of these, then run the same command again:"
    echo "  Debian:  sudo apt-get install chromium"
    echo "  Ubuntu:  sudo snap install chromium"
    echo "  macOS:   brew install --cask chromium"
} >&2
exit 1
