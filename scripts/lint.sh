#!/bin/sh
# Every static check, the quick ones first. Any finding fails.
set -eu
cd "$(dirname "$0")/.."

git ls-files '*.h' '*.cpp' | xargs clang-format --dry-run -Werror
git ls-files '*.sh' .ci/run | xargs shellcheck
python3 tests/architecture/check.py .

# A configuration of its own: clang cannot read gcc's precompiled headers. Nothing is built in it but moc's output.
[ -e build/lint/build.ninja ] ||
  cmake --preset release -B build/lint -DNUMERAL_BENCH=ON -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON
find build/lint -name AutogenInfo.json -delete # those of targets that are no more would stay
cmake -B build/lint
find build/lint -name AutogenInfo.json -exec cmake -E cmake_autogen {} '' \;
python3 scripts/tidy.py build/lint
