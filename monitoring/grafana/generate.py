#!/usr/bin/env python3
"""Writes dashboards/*.json from the modules beside it: generate.py [--check]

--check writes nothing and fails where a file is not what would be written.
"""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import classic  # noqa: E402
import fleet  # noqa: E402
import model_quality  # noqa: E402
import overview  # noqa: E402
import system_gpu  # noqa: E402

FOLDER = pathlib.Path(__file__).parent / "dashboards"
BOARDS = (overview, model_quality, fleet, system_gpu, classic)


def files():
    for module in BOARDS:
        board = module.board()
        yield FOLDER / f"{board['uid']}.json", json.dumps(board, indent=2, ensure_ascii=False) + "\n"


def main():
    wanted = dict(files())
    stale = [path for path in FOLDER.glob("*.json") if path not in wanted]
    stale += [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path} is not what generate.py writes: run monitoring/grafana/generate.py", file=sys.stderr)
        sys.exit(1 if stale else 0)
    FOLDER.mkdir(exist_ok=True)
    for path in stale:
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
