#!/usr/bin/env python3
"""Takes a container's memory until the kernel ends its process: eat_memory.py PID

Joins the memory group of the process, which the kernel is told to choose first, and prints what the group's counter of
such ends says. Fails where the process outlives the limit.
"""
import os
import pathlib
import re
import sys

STEP = 8 * 2**20
MOST = 4 * 2**30


def groupOf(process):
    """Its folder, in either version of control groups."""
    lines = [line.split(":", 2) for line in pathlib.Path(f"/proc/{process}/cgroup").read_text().splitlines()]
    for _, controllers, path in lines:
        if "memory" in controllers.split(","):
            return pathlib.Path("/sys/fs/cgroup/memory" + path)
    return pathlib.Path("/sys/fs/cgroup" + lines[0][2])


def kills(group):
    for name in ("memory.oom_control", "memory.events"):
        if (group / name).exists():
            return int(re.search(r"^oom_kill (\d+)$", (group / name).read_text(), re.M)[1])
    raise SystemExit(f"{group} does not count")


def main(process):
    group = groupOf(process)
    home = groupOf("self")
    before = kills(group)
    pathlib.Path(f"/proc/{process}/oom_score_adj").write_text("1000")
    (group / "cgroup.procs").write_text(str(os.getpid()))
    eaten = []
    try:
        while kills(group) == before and len(eaten) * STEP < MOST:
            eaten.append(bytearray(os.urandom(1)) * STEP)
        killed = kills(group) - before
    finally:
        (home / "cgroup.procs").write_text(str(os.getpid()))
    print(f"killed for memory: {killed}")
    return 0 if killed else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
