#!/usr/bin/env bash
# Runs the journeys in real Chromium against a program of its own, on a fresh database.
# Arguments go to Playwright. SORTIE_E2E_URL names a program already running instead.
set -euo pipefail
cd "$(dirname "$0")/.."

compgen -G 'tests/journeys/**/*.spec.ts' >/dev/null || compgen -G 'tests/journeys/*.spec.ts' >/dev/null || exit 0

if [ -z "${SORTIE_E2E_URL:-}" ]; then
  folder=$(mktemp -d)
  chmod 711 "$folder"
  port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  export SORTIE_DATA_DIR="$folder/data" SORTIE_PORT="$port" SORTIE_LOG_FORMAT=json
  # a name, not an address: passkeys belong to one; and the tests run a sign-in service of their own
  export SORTIE_E2E_URL="http://localhost:$port" SORTIE_PUBLIC_URL="http://localhost:$port"
  export SORTIE_OWN_NETWORKS=127.0.0.1/32
  export SORTIE_E2E_LOG="$folder/log" SORTIE_E2E_GREETING="$folder/greeting"
  .venv/bin/sortie serve --demo >"$SORTIE_E2E_GREETING" 2>"$SORTIE_E2E_LOG" &
  program=$!
  finish() {
    code=$?
    # what failed comes last: a log service that keeps only an end must still name it
    if [ "$code" != 0 ]; then
      grep -E '"level": "(warning|error|critical)"' "$SORTIE_E2E_LOG" | tail -n 10 | cut -c1-600 >&2 || true
      sed -n '/^ *[0-9]* failed$/,$p' "$folder/seen" | tail -n 30 >&2 || true
    fi
    kill -TERM "$program" 2>/dev/null || true
    wait "$program" || true
    rm -rf "$folder"
    exit "$code"
  }
  trap finish EXIT
  until [ -s "$SORTIE_E2E_GREETING" ]; do
    kill -0 "$program" 2>/dev/null || { echo "✗ sortie did not start" >&2; exit 1; }
    sleep 0.2
  done
fi

cd web
npm run --silent journeys -- "$@" | tee "${folder:-$(mktemp -d)}/seen"
