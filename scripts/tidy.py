#!/usr/bin/env python3
"""Runs clang-tidy over our sources: tidy.py BUILD [FILE…]

BUILD holds compile_commands.json. A file that was clean is not looked at again until it, a header of ours that it
includes, its command line, .clang-tidy or clang-tidy's version changes: the sum over all of these is the name of a stamp
in ~/.cache/numeral-tidy, which clones share as they share what ccache keeps.
"""
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
STAMPS = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "numeral-tidy"
INCLUDE = re.compile(rb'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
TORCH = re.compile(rb"^#include <torch/", re.MULTILINE)


def closure(file, seen):
    """Adds the file and all that it includes from our tree."""
    if file in seen or not file.is_file():
        return seen
    seen.add(file)
    for name in INCLUDE.findall(file.read_bytes()):
        closure(ROOT / os.fsdecode(name), seen)
    return seen


def stamp(entry):
    # Where the clone lies changes nothing.
    command = json.dumps(entry, sort_keys=True).replace(str(ROOT), "")
    digest = hashlib.sha256((version() + command).encode())
    for file in sorted(closure(pathlib.Path(entry["file"]), {ROOT / ".clang-tidy"})):
        digest.update(file.read_bytes())
    return STAMPS / digest.hexdigest()


@functools.cache
def version():
    return subprocess.run(["clang-tidy", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout


def check(build, entry):
    mark = stamp(entry)
    if mark.exists():
        return True
    # clang 14 cannot read libtorch's headers together with the vector of libstdc++ 12, but with that of libc++.
    library = ["--extra-arg=-stdlib=libc++"] if TORCH.search(pathlib.Path(entry["file"]).read_bytes()) else []
    run = subprocess.run(["clang-tidy", "-p", build, "--quiet", "--warnings-as-errors=*", *library, entry["file"]],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if run.returncode == 0:
        mark.touch()
        return True
    print(run.stdout or f"{entry['file']}: {run.stderr}", flush=True)
    return False


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    STAMPS.mkdir(parents=True, exist_ok=True)
    wanted = {pathlib.Path(name).resolve() for name in sys.argv[2:]}
    entries = [entry for entry in json.loads((build / "compile_commands.json").read_text())
               if not pathlib.Path(entry["file"]).is_relative_to(build)
               and (not wanted or pathlib.Path(entry["file"]) in wanted)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        clean = list(pool.map(lambda entry: check(build, entry), entries))
    print(f"clang-tidy: {len(clean)} files, {clean.count(False)} with warnings")
    return 0 if entries and all(clean) else 1


if __name__ == "__main__":
    sys.exit(main())
