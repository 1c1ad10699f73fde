#!/bin/sh
# Sees to it that Node.js 18 or newer and npm are there: the chat page is built with them. Running needs neither.
set -eu

there() {
    command -v npm >/dev/null 2>&1 && version=$(node --version 2>/dev/null) || return 1
    version=${version#v}
    [ "${version%%.*}" -ge 18 ]
}

there && exit 0

"$(dirname "$0")/system_package.sh" "Node.js to build the chat page" "nodejs npm" "node"

there && exit 0
{
    echo "error: expected Node.js 18 or newer with npm to build the chat page; found $(node --version 2>/dev/null || echo none)"
    echo "Do one of these, then run the same command again:"
    echo "  Debian, Ubuntu:  sudo apt-get install nodejs npm"
    echo "  macOS:           brew install node"
} >&2
exit 1
