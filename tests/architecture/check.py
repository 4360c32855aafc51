#!/usr/bin/env python3
"""Holds the tree against the house's rules: check.py ROOT

The tables below are the rules. Prints one line for each breach and fails when there is any.
"""
import os
import pathlib
import re
import sys

# Which folder may include which: the arrows. The longest matching folder counts; everybody may include itself.
CORE = ["core/base", "core/engine", "core/feedback", "core/image", "core/json", "core/model", "core/report",
        "core/strokes", "core/training", "core/vision"]
ARROWS = {
    "core/base": [],
    "core/feedback": ["core/base"],
    "core/report": ["core/base", "core/strokes"],
    "core/image": ["core/base"],
    "core/strokes": ["core/base", "core/image"],
    "core/vision": ["core/base", "core/image"],
    "core/model": ["core/base", "core/image", "core/vision"],
    "core/engine": ["core/base", "core/image", "core/model", "core/strokes", "core/vision"],
    "core/json": ["core/base", "core/engine", "core/image", "core/model", "core/report", "core/strokes",
                  "core/vision"],
    "core/training": CORE,
    "monitoring/metrics": CORE,
    "monitoring/logging": CORE,
    "monitoring/client": CORE + ["monitoring/statistics"],
    "monitoring/statistics": CORE,
    "monitoring/system": CORE,
    "monitoring/drift": CORE,
    "monitoring/alerts": CORE,
    "monitoring/server/http": CORE + ["monitoring/metrics", "monitoring/logging"],
    "monitoring/server/routes": CORE + ["monitoring/metrics", "monitoring/logging", "monitoring/server/http"],
    "monitoring/server/inference": CORE + ["monitoring/server/http", "monitoring/server/routes"],
    "monitoring/server": CORE + ["monitoring/metrics", "monitoring/logging", "monitoring/client", "monitoring/statistics"],
    "ui": CORE,
    "app/service": CORE + ["monitoring"],
    "app/daemon": CORE + ["monitoring", "app/service"],
    "app/cli": CORE + ["monitoring", "app/service"],
    "app/desktop": CORE + ["monitoring", "app/service", "ui"],
    "bench": CORE + ["monitoring/drift", "tests"],
    "tests": CORE + ["monitoring", "app", "ui"],
}

# Which library's headers may be included where: the fences. Tests may look over all of them.
FENCES = [
    ("torch", r"(torch|ATen|c10)/", r"core/(model|training)/.*\.cpp"),
    ("OpenCV", r"opencv2/", r"core/(image|strokes|vision|training)/"),
    ("libwebp", r"webp/", r"core/image/"),
    ("CivetWeb", r"civetweb\.h|CivetServer\.h", r"monitoring/server/"),
    ("prometheus-cpp", r"prometheus/", r"monitoring/metrics/"),
    ("spdlog", r"(spdlog|fmt)/", r"monitoring/logging/"),
    ("libcurl", r"curl/", r"monitoring/client/"),
    ("libqrencode", r"qrencode\.h", r"ui/server/"),
    ("Qt", r"Q[A-Z]\w*$|Qt\w+/", r"ui/|app/desktop/"),
]

SKIPPED = {".git", ".cache", "build", "shared", "__pycache__"}
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)
GUI_SWITCH = re.compile(r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b.*(?:GUI|HEADLESS|DESKTOP)", re.MULTILINE)
# A character class each, so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w.~$}])/(?:[w]ork|[r]oot|[h]ome)/\w")
TEXT = {".h", ".cpp", ".in", ".py", ".sh", ".js", ".css", ".html", ".svg", ".md", ".txt", ".cmake", ".json", ""}


def files(root):
    for folder, names, found in os.walk(root):
        names[:] = sorted(set(names) - SKIPPED)
        for name in sorted(found):
            yield (pathlib.Path(folder) / name).relative_to(root)


def room(path, rooms):
    """The longest of the rooms that holds the path."""
    held = [name for name in rooms if path.as_posix().startswith(name + "/")]
    return max(held, key=len, default=None)


def check_includes(root, path, text):
    home = room(path, ARROWS)
    if home is None:
        yield "stands in no folder of the design (ARROWS in tests/architecture/check.py)"
        return
    for quote, name in INCLUDE.findall(text):
        for library, header, allowed in FENCES:
            if re.match(header, name) and not re.match(allowed + "|tests/", path.as_posix()):
                yield f"includes <{name}>: the fence of {library} is {allowed}"
        if quote == "<" or name.endswith(".moc"):
            continue
        target = pathlib.PurePosixPath(name)
        if not (root / target).is_file():
            yield f'includes "{name}", which is not there (paths start at the root)'
        elif room(target, [home] + ARROWS[home]) is None:
            yield f'includes "{name}": no arrow leads there from {home}'


def check_file(root, path):
    if path.suffix not in TEXT:
        return
    text = (root / path).read_text(encoding="utf-8", errors="replace")
    if found := MACHINE_PATH.search(text):
        yield f"names a path of one machine: {found.group()}"
    if path.suffix not in {".h", ".cpp"}:
        return
    yield from check_includes(root, path, text)
    if GUI_SWITCH.search(text):
        yield "switches the window by the preprocessor; CMake chooses the mains"
    if path.suffix == ".h":
        if not text.startswith("/// "):
            yield "does not open with one sentence of purpose after ///"
        if "#pragma once" not in text:
            yield "lacks #pragma once"


def check_readmes(root, paths):
    """One for each folder with sources; below tests and bench, one for all."""
    folders = {path.parent for path in paths if path.suffix in {".h", ".cpp", ".py", ".js", ".sh"}}
    for folder in sorted({pathlib.Path(folder.parts[0]) if folder.parts[0] in {"tests", "bench"} else folder
                          for folder in folders if folder.parts}):
        if not (root / folder / "README.md").is_file():
            yield folder, "has sources and no README.md"


def breaches(root):
    paths = list(files(root))
    for path in paths:
        for words in check_file(root, path):
            yield f"{path}: {words}"
    for folder, words in check_readmes(root, paths):
        yield f"{folder}: {words}"


if __name__ == "__main__":
    found = list(breaches(pathlib.Path(sys.argv[1]).resolve()))
    print("\n".join(found) or "architecture: no breach")
    sys.exit(1 if found else 0)
