#!/bin/bash
# run.sh BUILD SECONDS [NAME…]: every fuzzer (or those named) for so long. What crashes one is kept in BUILD/crashes.
set -euo pipefail

build=$(cd "${1:?usage: run.sh BUILD SECONDS [NAME…]}" && pwd)
seconds=${2:?usage: run.sh BUILD SECONDS [NAME…]}
shift 2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$build/crashes" "$build/logs"

names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  mapfile -t names < <(find "$build/bin" -name 'fuzz_*' -printf '%f\n' | sed 's/^fuzz_//' | sort)
fi

# Uncaught in the libraries that decode images: what they keep is theirs. They were built without the sanitizers.
export LSAN_OPTIONS=suppressions=$here/../support/lsan.supp:print_suppressions=0
export ASAN_OPTIONS=detect_odr_violation=0
export UBSAN_OPTIONS=print_stacktrace=1

failed=
for name in "${names[@]}"; do
  program=$build/bin/fuzz_$name
  corpus=$build/corpus/$name
  mkdir -p "$corpus"
  NUMERAL_SEEDS=$corpus "$program"
  if "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 -dict="$corpus.dict" \
    -print_final_stats=1 -artifact_prefix="$build/crashes/$name-" "$corpus" >"$build/logs/$name" 2>&1; then
    awk -v name="$name" '/^stat::number_of_executed_units/ { runs = $2 } /^stat::average_exec_per_sec/ { rate = $2 }
      / cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") cov = $(i + 1) }
      END { printf "%-10s %10d runs, %6d a second, %5d edges seen, no crash\n", name, runs, rate, cov }' \
      "$build/logs/$name"
  else
    failed="$failed $name"
    tail -n 40 "$build/logs/$name"
    echo "$name crashed. To repeat it:"
    find "$build/crashes" -name "$name-*" -printf "  $program %p\n"
  fi
done

[ -z "$failed" ] || { echo "Crashed:$failed" >&2; exit 1; }
