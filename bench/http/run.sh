#!/bin/bash
# run.sh NUMERALD [CONNECTIONS [SECONDS]]: /predict under load with a 28x28 PNG on kept connections, and where the
# processor time of the server went. wrk shares the machine with the server.
set -euo pipefail

numerald=${1:?usage: run.sh NUMERALD [CONNECTIONS [SECONDS]]}
connections=${2:-32}
seconds=${3:-10}
here=$(cd "$(dirname "$0")" && pwd)
export IMAGE=$here/../../tests/data/images/mnist-7.png

output=$(mktemp)
"$numerald" --port 0 --admin-port 0 >"$output" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -f "$output"' EXIT

until grep -q '^numerald ready' "$output"; do
  kill -0 "$server" || { echo "numerald did not start" >&2; exit 1; }
  sleep 0.1
done
url=$(sed -n 's/^numerald ready on \([^ ]*\) .*/\1/p' "$output")

# thread_seconds PATTERN: processor seconds so far, user and system, of the server's threads of that name.
thread_seconds() {
  cat "/proc/$server"/task/*/stat |
    awk -v hz="$(getconf CLK_TCK)" -v name="^\\($1\\)$" '$2 ~ name { sum += $14 + $15 } END { print sum / hz }'
}

wrk -t2 -c"$connections" -d2s -s "$here/predict.lua" "$url/predict" >/dev/null # warm
names=(forward prepare civetweb-worker '.*')
declare -A before
for name in "${names[@]}"; do before[$name]=$(thread_seconds "$name"); done

echo "/predict, $connections connections, $seconds s, $(nproc) processors shared with wrk"
wrk -t2 -c"$connections" -d"${seconds}s" -s "$here/predict.lua" "$url/predict" |
  grep -E '^(requests/s|p[0-9]+|failed) '

declare -A spent
for name in "${names[@]}"; do
  spent[$name]=$(awk -v now="$(thread_seconds "$name")" -v before="${before[$name]}" 'BEGIN { print now - before }')
done
for name in forward prepare civetweb-worker; do
  awk -v name="$name" -v part="${spent[$name]}" -v all="${spent['.*']}" \
    'BEGIN { printf "%s threads: %.0f %% of the server'\''s processor time\n", name, 100 * part / all }'
done
awk '/^VmRSS/ { printf "memory %.0f MiB\n", $2 / 1024 }' "/proc/$server/status"
