#!/bin/bash
# logging.sh NUMERALD [CONNECTIONS [SECONDS [ROUNDS]]]: what the access log costs. /predict under the load of run.sh, with
# the log to a file in turn off, sampled (the default), of all requests as text and as JSON, and with traces as well; each
# once a round, the medians and their share of `off`. All numeralds are there at once, and one works at a time. On a busy
# machine the processor time says more than the rate.
set -euo pipefail

numerald=${1:?usage: logging.sh NUMERALD [CONNECTIONS [SECONDS [ROUNDS]]]}
connections=${2:-32}
seconds=${3:-5}
rounds=${4:-3}
here=$(cd "$(dirname "$0")" && pwd)
export IMAGE=$here/../../tests/data/images/mnist-7.png

folder=$(mktemp -d)
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; wait; rm -rf "$folder"' EXIT

names=(off sampled all-text all-json all-json-traces)
declare -A flags=(
  [off]="--access-log off" [sampled]="--access-log sampled" [all-text]="--access-log all"
  [all-json]="--access-log all --log-format json"
  [all-json-traces]="--access-log all --log-format json --trace-file $folder/traces")
declare -A url process
for name in "${names[@]}"; do
  # shellcheck disable=SC2086 # flags are words
  "$numerald" --port 0 --admin-port 0 --state-dir "$folder/state" --log-file "$folder/$name.log" ${flags[$name]} \
    >"$folder/$name.out" &
  servers+=($!)
  process[$name]=$!
  until grep -qs '^numerald ready' "$folder/$name.out"; do
    kill -0 "$!" || { echo "numerald did not start" >&2; exit 1; }
    sleep 0.1
  done
  url[$name]=$(sed -n 's/^numerald ready on \([^ ]*\) .*/\1/p' "$folder/$name.out")
  wrk -t2 -c"$connections" -d1s -s "$here/predict.lua" "${url[$name]}/predict" >/dev/null # warm
done

# cpu PROCESS: processor seconds so far, user and system.
cpu() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) / hz }' "/proc/$1/stat"; }

for ((round = 0; round < rounds; round++)); do
  for name in "${names[@]}"; do
    before=$(cpu "${process[$name]}")
    wrk -t2 -c"$connections" -d"${seconds}s" -s "$here/predict.lua" "${url[$name]}/predict" >"$folder/wrk"
    awk -v name="$name" -v spent="$(cpu "${process[$name]}") $before" -v seconds="$seconds" \
      '/^requests\/s/ { split(spent, t, " "); print name, $2, 1e6 * (t[1] - t[2]) / ($2 * seconds) }' \
      "$folder/wrk" >>"$folder/rates"
  done
done

# median NAME COLUMN
median() {
  awk -v name="$1" -v column="$2" '$1 == name { print $column }' "$folder/rates" | sort -n |
    awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
echo "/predict, $connections connections, median of $rounds rounds of $seconds s, $(nproc) processors shared with wrk"
for name in "${names[@]}"; do
  awk -v name="$name" -v rate="$(median "$name" 2)" -v off="$(median off 2)" -v cpu="$(median "$name" 3)" \
    -v cpuOff="$(median off 3)" 'BEGIN {
      printf "%-16s %6.0f requests/s, %.3f of off; %4.0f us of processor a request, %.3f of off\n",
        name, rate, rate / off, cpu, cpu / cpuOff }'
done
