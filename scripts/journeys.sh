#!/usr/bin/env bash
# Runs the journeys in real Chromium against programs of their own, on fresh databases: one program
# for each worker (SORTIE_E2E_WORKERS, 2), so that no journey meets another's orders.
# Arguments go to Playwright. SORTIE_E2E_URL with SORTIE_DATA_DIR names a program already running.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
chmod 711 "$folder"
programs=()

start() {  # <folder>: a demo company on a port of its own; adds its address and data to the lists
  local port
  mkdir "$1" && chmod 711 "$1"
  port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  # a name, not an address: passkeys belong to one; and the tests run a sign-in service of their own
  SORTIE_DATA_DIR="$1/data" SORTIE_PORT="$port" SORTIE_PUBLIC_URL="http://localhost:$port" \
    SORTIE_OWN_NETWORKS=127.0.0.1/32 SORTIE_LOG_FORMAT=json \
    .venv/bin/sortie serve --demo >"$1/greeting" 2>"$1/log" &
  programs+=("$!")
  urls="${urls:-}${urls:+ }http://localhost:$port"
  data="${data:-}${data:+ }$1/data"
}

finish() {
  code=$?
  # what failed comes last: a log service that keeps only an end must still name it
  if [ "$code" != 0 ]; then
    grep -hE '"level": "(warning|error|critical)"' "$folder"/*/log 2>/dev/null | tail -n 10 | cut -c1-600 >&2 || true
    sed -n '/^ *[0-9]* failed$/,$p' "$folder/seen" 2>/dev/null | tail -n 30 >&2 || true
  fi
  for program in "${programs[@]}"; do kill -TERM "$program" 2>/dev/null || true; done
  wait || true
  rm -rf "$folder"
  exit "$code"
}
trap finish EXIT

if [ -z "${SORTIE_E2E_URL:-}" ]; then
  for n in $(seq "${SORTIE_E2E_WORKERS:-2}"); do start "$folder/$n"; done
  for n in "${!programs[@]}"; do
    until [ -s "$folder/$((n + 1))/greeting" ]; do
      kill -0 "${programs[$n]}" 2>/dev/null || { echo "✗ sortie did not start" >&2; exit 1; }
      sleep 0.2
    done
  done
  export SORTIE_E2E_URL="$urls" SORTIE_DATA_DIR="$data"
fi

cd web
npm run --silent journeys -- "$@" | tee "$folder/seen"
