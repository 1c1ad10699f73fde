#!/bin/sh
# Sees to it that PostgreSQL's server programs are there: the tests run on it, too, in a throw-away cluster.
# Usage: setup/postgresql.sh [FOLDER...]   where to look besides PATH; default: where the packages put it
set -eu
[ $# -gt 0 ] || set -- /usr/lib/postgresql /opt/homebrew/opt /usr/local/opt /usr/local/pgsql

there() {
    command -v initdb >/dev/null 2>&1 && return 0
    for folder in "$@"; do
        for initdb in "$folder"/bin/initdb "$folder"/*/bin/initdb; do
            [ -x "$initdb" ] && return 0
        done
    done
    return 1
}

there "$@" && exit 0

"$(dirname "$0")/system_package.sh" "PostgreSQL for the tests" "postgresql" "postgresql@16"

there "$@" && exit 0
{
    echo "error: expected PostgreSQL's server programs (initdb, pg_ctl) for the tests; found none on PATH or in: $*"
    echo "Do one of these, then run the same command again:"
    echo "  Debian, Ubuntu:  sudo apt-get install postgresql"
    echo "  macOS:           brew install postgresql@16"
} >&2
exit 1
