#!/usr/bin/env bash
# A PostgreSQL of one test's own, with full durability. Says its port, then does as the lines of its input tell:
# "restart" ends it as an administrator does, "crash" as a failing machine does; both start it again. It ends with its input.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=../../build/lib.sh
. "$ROOT/build/lib.sh"
# shellcheck source=../../build/postgres.sh
. "$ROOT/build/postgres.sh"

FOLDER=$(mktemp -d /tmp/desk-test-pg-XXXXXX)
trap 'pg_stop; rm -rf "$FOLDER"' EXIT

pg_prepare "$FOLDER" >&2
pg_init "$PASSWORD"
port=$(free_port 56432)
pg_start "$port"
echo "$port"

while read -r order; do
  case $order in
    restart) pg_stop ;;
    crash)
      kill -QUIT "$PG_PID"
      wait "$PG_PID" || true
      ;;
  esac
  pg_start "$port"
  echo "$order"
done
