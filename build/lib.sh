# shellcheck shell=bash
# Functions shared by ./run, ./test and ./bench. The including script sets ROOT to the repository's folder.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# How much the web process allocates between two collections, in hexadecimal bytes: 32 MB. The runtime takes this from the environment only.
export GC_YOUNG=0x2000000
# No compiler or build server may outlive the script that caused it.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# Checks what only the machine's owner can install; each gap is one sentence.
need_tools() {
  if ! command -v dotnet >/dev/null && [ -x "${DOTNET_ROOT:-${HOME:-}/.dotnet}/dotnet" ]; then
    PATH="${DOTNET_ROOT:-${HOME:-}/.dotnet}:$PATH"
  fi
  command -v git >/dev/null || die "git is missing: install it (on Debian: apt-get install git) and run this again."
  command -v dotnet >/dev/null || die "The .NET 10 SDK is missing: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again."
  local version
  version=$(cd "$ROOT" && dotnet --version 2>&1) || true
  case $version in
    10.*) ;;
    *ICU*) die "The ICU library that .NET needs is missing: install it (on Debian: apt-get install libicu-dev) and run this again." ;;
    *) die "The .NET 10 SDK is missing (dotnet here offers: $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' || true)): install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again." ;;
  esac
  command -v node >/dev/null || die "Node.js 20 or newer is missing: install it from https://nodejs.org and run this again."
  version=$(node -p process.versions.node 2>/dev/null || echo 0)
  [ "${version%%.*}" -ge 20 ] || die "Node.js $version is too old: install version 20 or newer from https://nodejs.org and run this again."
  command -v npm >/dev/null || die "npm, which belongs to Node.js, is missing: install it (on Debian: apt-get install npm) and run this again."
}

# Runs a command as a group of its own, so that a signal reaches this script at once and stop_step ends all of the group.
STEP_PID=
step() {
  setsid "$@" &
  await_step
}
await_step() {
  local rc=0
  STEP_PID=$!
  wait "$STEP_PID" || rc=$?
  STEP_PID=
  return "$rc"
}
stop_step() {
  [ -z "$STEP_PID" ] || kill -TERM -- "-$STEP_PID" 2>/dev/null || true
}

# quietly LOG COMMAND...: the output goes to LOG; its end is shown if the command fails.
quietly() {
  local log=$1
  shift
  setsid "$@" >"$log" 2>&1 &
  await_step || { tail -n 40 "$log" >&2; die "'$*' failed; everything it said is in $log."; }
}

# npm packages, installed again only when the lock file changed.
install_packages() {
  local stamp=$ROOT/node_modules/.lock.sha256 sum
  # A linked folder belongs to whoever linked it.
  [ ! -L "$ROOT/node_modules" ] || return 0
  sum=$(sha256sum <"$ROOT/package-lock.json")
  [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ] || return 0
  say "Installing npm packages"
  quietly "$1" npm ci --prefix "$ROOT" --no-audit --no-fund
  printf '%s\n' "$sum" >"$stamp"
}

# sources_newer STAMP [find tests]: the first source newer than the stamp, if any.
sources_newer() {
  local stamp=$1
  shift
  find "$ROOT/src" "$ROOT/build" "$ROOT"/Directory.*.props "$ROOT/global.json" "$ROOT/tsconfig.json" "$ROOT/package-lock.json" \
    \( -name bin -o -name obj -o -name dist \) -prune -o -newer "$stamp" ! -name '*.g.cs' ! -name '*.g.ts' "$@" -print -quit
}

# build_release LOG STAMP PROJECT...: builds only if something changed since the stamp. Folders count, so a deleted file does too.
build_release() {
  local log=$1 stamp=$2 project
  shift 2
  if [ -f "$stamp" ] && [ -z "$(sources_newer "$stamp")" ]; then return 0; fi
  say "Building (the first time takes a minute or two)"
  mkdir -p "$(dirname "$stamp")"
  touch "$stamp.new"
  for project in "$@"; do
    quietly "$log" dotnet build "$ROOT/$project" -c Release -v q --nologo -p:UseSharedCompilation=false
  done
  # The build itself touches folders, so the stamp must be younger than its end, unless somebody edited a file meanwhile.
  [ -n "$(sources_newer "$stamp.new" -type f)" ] || touch "$stamp.new"
  mv "$stamp.new" "$stamp"
}

# free_port WANTED [TAKEN...]: the first port from WANTED on that nobody listens to on either loopback address.
free_port() {
  node -e '
    const net = require("net");
    const [wanted, ...taken] = process.argv.slice(1).map(Number);
    const listen = (port, host) => new Promise(done => {
      const server = net.createServer();
      server.once("error", e => done(e.code === "EADDRNOTAVAIL" || e.code === "EAFNOSUPPORT"));
      server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)));
    });
    (async () => {
      for (let port = wanted; port < wanted + 1000 && port < 65536; port++)
        if (!taken.includes(port) && await listen(port, "127.0.0.1") && await listen(port, "::1")) return console.log(port);
      process.exit(1);
    })();' "$@"
}

# http_status PORT PATH: the status code of one GET on the loopback, or nothing.
http_status() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 0
    printf 'GET %s HTTP/1.0\r\nHost: localhost:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
    read -r -t 5 _ code _ <&3 && printf '%s' "$code"
  ) 2>/dev/null || true
}

# A secret made once and readable by its owner alone.
secret_file() {
  [ -s "$1" ] || (umask 077 && od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$1")
  chmod 600 "$1"
  cat "$1"
}
