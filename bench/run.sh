#!/usr/bin/env bash
# Measures reconcile beside the same audit in SQL by DuckDB, over the same files, in turn; and nights with a store.
#
#   bench/run.sh [PEOPLE [RUNS]]      100000 people and 7 runs of each, then 500 people with 13 apps
#
# Needs Go, gcc, and node with npm. RECONCILE names a program built elsewhere; NODUCKDB=1 leaves DuckDB out.
set -euo pipefail
cd "$(dirname "$0")/.."

people=${1:-100000}
runs=${2:-7}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

program=${RECONCILE:-}
if [[ -z $program ]]; then
  program=$work/reconcile
  go build -trimpath -o "$program" ./cmd/reconcile
fi
go build -o "$work/gen" ./bench/gen
go build -o "$work/pair" ./bench/pair

duckdb=-
if [[ -z ${NODUCKDB:-} ]]; then
  # the packages go outside the tree, and stay for the next time
  duckdb=${XDG_CACHE_HOME:-$HOME/.cache}/reconcile-bench/duckdb
  mkdir -p "$duckdb"
  cp bench/duckdb/audit.mjs "$duckdb"
  if [[ ! -d $duckdb/node_modules ]] || ! cmp -s bench/duckdb/package.json "$duckdb/package.json"; then
    cp bench/duckdb/package.json "$duckdb"
    (cd "$duckdb" && npm install --no-audit --no-fund --no-package-lock --loglevel=error >&2) ||
      { rm -rf "$duckdb"; exit 1; }
  fi
fi

"$work/gen" -people "$people" -out "$work/large" >/dev/null
"$work/pair" -company "$work/large" -reconcile "$program" -duckdb "$duckdb" -runs "$runs" -nights
if ((people >= 100000)); then
  echo
  "$work/gen" -people 500 -apps 13 -out "$work/small" >/dev/null
  "$work/pair" -company "$work/small" -reconcile "$program" -duckdb "$duckdb" -runs "$runs"
fi
