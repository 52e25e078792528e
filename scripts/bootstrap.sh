#!/usr/bin/env bash
# Makes the checkout runnable: uv, the Python environment, the web's packages and its build.
# Whatever is unchanged since the last time is skipped (stamps in .tools/stamps), so a warm start
# costs a few hundredths of a second. Arguments: what is wanted, of: python web-packages web.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
STAMPS=.tools/stamps
export npm_config_update_notifier=false
mkdir -p "$STAMPS"

say() { printf '· %s\n' "$*" >&2; }
die() { printf '✗ %s\n' "$*" >&2; exit 1; }

# One hash over names and contents of the given files and folders, without what tools leave there.
digest() {
  find "$@" -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/test-results/*' -not -path '*/generated/*' \
    -not -name '*.tsbuildinfo' -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}
fresh() { [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]; }
stamp() { printf '%s' "$2" > "$STAMPS/$1"; }

find_uv() {
  if [ -x .tools/bin/uv ]; then echo "$PWD/.tools/bin/uv"; return; fi
  if command -v uv >/dev/null; then command -v uv; return; fi
  command -v python3 >/dev/null || die "python3 is needed: apt-get install python3 python3-venv"
  say "uv $UV_VERSION → .tools (about 20 s)"
  # Debian's system Python refuses plain pip and may come without ensurepip: a virtual environment
  # first, then pip into a folder of our own
  if python3 -m venv .tools >/dev/null 2>&1; then
    .tools/bin/pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" >&2
  elif python3 -m pip --version >/dev/null 2>&1; then
    python3 -m pip install --quiet --disable-pip-version-check --target .tools/uv-package "uv==$UV_VERSION" >&2
    mkdir -p .tools/bin
    ln -sf ../uv-package/bin/uv .tools/bin/uv
  else
    die "python3 has neither venv nor pip here: apt-get install python3-venv"
  fi
  echo "$PWD/.tools/bin/uv"
}

# .python-version's, else any of the machine's from 3.12 on, else a fetched one.
choose_python() {
  local uv=$1 found
  "$uv" python find --no-python-downloads --quiet >/dev/null 2>&1 && return
  if found=$("$uv" python find --no-python-downloads --quiet '>=3.12' 2>/dev/null); then
    export UV_PYTHON=$found
    return
  fi
  say "no Python 3.12 or newer here: fetching $(cat .python-version) from github.com"
  "$uv" python install --quiet "$(cat .python-version)" \
    || die "install Python 3.12 or newer, or name a mirror of python-build-standalone in UV_PYTHON_INSTALL_MIRROR"
}

python_environment() {
  local uv now
  uv=$(find_uv)
  now="$(cat pyproject.toml uv.lock .python-version | sha256sum | cut -d' ' -f1) $PWD"
  if fresh python "$now" && [ -x .venv/bin/sortie ]; then return; fi
  choose_python "$uv"
  say "Python packages"
  "$uv" sync --locked --quiet || die "the Python packages could not be had; see above"
  stamp python "$now"
}

web_packages() {
  [ -f web/package-lock.json ] || return 0
  command -v npm >/dev/null || die "Node 20 with npm is needed for the web: https://nodejs.org"
  local now
  now="$(sha256sum web/package-lock.json | cut -d' ' -f1)"
  if fresh web-packages "$now" && [ -d web/node_modules ]; then return; fi
  say "web packages (about a minute)"
  (cd web && npm ci --no-audit --no-fund --loglevel=error >&2)
  stamp web-packages "$now"
}

web_build() {
  [ -f web/package-lock.json ] || return 0
  local now
  now="$(digest web)"
  if fresh web "$now" && compgen -G 'web/apps/*/dist' >/dev/null; then return; fi
  web_packages
  say "building the web (about a minute)"
  (cd web && npm run --silent build >&2)
  stamp web "$(digest web)"
}

for wanted in "$@"; do
  case "$wanted" in
    python) python_environment ;;
    web-packages) web_packages ;;
    web) web_build ;;
    *) die "unknown: $wanted" ;;
  esac
done
