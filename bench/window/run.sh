#!/bin/bash
# run.sh BIN [IMAGES [SECONDS]]: the window at work, offscreen: its start, from stroke to answer, writing while the server
# built in is busy, a batch of small images beside numeralctl's rate on the same files, and what random use costs in
# memory.
set -euo pipefail

bin=${1:?usage: run.sh BIN [IMAGES [SECONDS]]}
images=${2:-10000}
seconds=${3:-60}
here=$(cd "$(dirname "$0")" && pwd)
export QT_QPA_PLATFORM=offscreen
export LC_ALL=C # else times may have a decimal comma, which awk does not read
exec 2> >(grep -Ev '^(This plugin does not support|QStandardPaths: XDG_RUNTIME_DIR)' >&2) # Qt, of itself

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for ((i = 0; i < images; ++i)); do
  printf -v name '%s/%05d.png' "$folder" "$i"
  ln "$here/../../tests/data/images/digit-$((i % 10)).png" "$name" 2>/dev/null ||
    cp "$here/../../tests/data/images/digit-$((i % 10)).png" "$name"
done

for _ in 1 2 3; do
  "$bin/start_to_ready" "$EPOCHREALTIME"
done
"$bin/stroke_to_answer"
"$bin/window_under_load" 10
# Twice each and in turn: the machine may be busy.
for _ in 1 2; do
  "$bin/batch_in_window" "$folder"
  start=$EPOCHREALTIME
  "$bin/numeralctl" predict --csv "$folder" >/dev/null
  awk -v a="$start" -v b="$EPOCHREALTIME" -v n="$images" \
    'BEGIN { printf "numeralctl predict, %d images in %.1f s with start and model: %.0f a second\n", n, b - a, n / (b - a) }'
done
"$bin/random_use" "$seconds"
