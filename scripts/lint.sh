#!/bin/sh
# Every static check, the quick ones first. Any finding fails.
set -eu
cd "$(dirname "$0")/.."

git ls-files '*.h' '*.cpp' | xargs clang-format --dry-run -Werror
git ls-files '*.sh' .ci/run | xargs shellcheck
python3 tests/architecture/check.py .

# A configuration of its own: clang cannot read gcc's precompiled headers. Of the build, only what moc makes is needed.
[ -e build/lint/build.ninja ] ||
  cmake --preset release -B build/lint -DNUMERAL_BENCH=ON -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON \
    -DCMAKE_AUTOGEN_ORIGIN_DEPENDS=OFF
ninja -C build/lint -t targets all | sed -n 's/^\([a-z_]*_autogen\): phony$/\1/p' | xargs ninja -C build/lint --quiet
python3 scripts/tidy.py build/lint
