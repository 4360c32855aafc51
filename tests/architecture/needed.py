#!/usr/bin/env python3
"""Fails when a program itself links a library that it must not: needed.py PATTERN PROGRAM…

Asks readelf and not ldd: Debian's libtorch brings Qt 5 along through OpenCV, which is not ours to choose.
"""
import re
import subprocess
import sys

pattern, programs = re.compile(sys.argv[1]), sys.argv[2:]
bad = 0
for program in programs:
    listing = subprocess.run(["readelf", "--dynamic", "--wide", program], check=True, stdout=subprocess.PIPE, text=True)
    needed = re.findall(r"\(NEEDED\).*\[(.+)\]", listing.stdout)
    forbidden = [library for library in needed if pattern.search(library)]
    print(f"{program}: {len(needed)} libraries" + (", not allowed: " + " ".join(forbidden) if forbidden else ""))
    bad += bool(forbidden) or not needed
sys.exit(1 if bad else 0)
