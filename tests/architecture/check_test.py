#!/usr/bin/env python3
"""The checker finds what is planted in a small tree, and nothing in a clean one."""
import pathlib
import tempfile
import unittest

import check

HEADER = "/// What it is for.\n#pragma once\n"
CLEAN = {
    "core/base/README.md": "",
    "core/base/Error.h": HEADER,
    "core/image/README.md": "",
    "core/image/Codec.h": HEADER + '#include "core/base/Error.h"\n',
    "core/image/Codec.cpp": '#include "core/image/Codec.h"\n#include <opencv2/core.hpp>\n#include <vector>\n',
    "ui/README.md": "",
    "ui/Window.cpp": '#include <QWidget>\n#include "core/image/Codec.h"\n#include "Window.moc"\n',
}
PLANTED = [
    ("core/base/Bad.cpp", '#include "core/image/Codec.h"\n', "no arrow"),
    ("core/image/Bad.cpp", '#include "ui/Window.cpp"\n', "no arrow"),
    ("ui/Bad.cpp", '#include "app/service/Options.h"\n', "not there"),
    ("ui/Bad.cpp", "#include <opencv2/core.hpp>\n", "fence of OpenCV"),
    ("core/image/Bad.h", HEADER + "#include <torch/torch.h>\n", "fence of torch"),
    ("core/image/Bad.cpp", "  #  include <QImage>\n", "fence of Qt"),
    ("core/image/Bad.cpp", "#include <QtGui/qimage.h>\n", "fence of Qt"),
    ("core/image/Bad.cpp", "#include <civetweb.h>\n", "fence of CivetWeb"),
    ("core/image/Bad.cpp", "#include <prometheus/counter.h>\n", "fence of prometheus-cpp"),
    ("core/image/Bad.cpp", "#include <spdlog/spdlog.h>\n", "fence of spdlog"),
    ("core/image/Bad.cpp", "#include <curl/curl.h>\n", "fence of libcurl"),
    ("core/image/Bad.cpp", "#ifdef NUMERAL_GUI\n#endif\n", "preprocessor"),
    ("core/image/Bad.h", "#pragma once\n", "sentence of purpose"),
    ("core/image/Bad.h", "/// What it is for.\n", "#pragma once"),
    ("core/image/Bad.cpp", "// see /" + "home/someone\n", "path of one machine"),
    ("core/nowhere/Bad.cpp", "\n", "no folder of the design"),
    ("monitoring/metrics/Metrics.cpp", "\n", "no README.md"),
]


def breaches(tree):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in tree.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return list(check.breaches(root))


class CheckerTest(unittest.TestCase):
    def test_clean_tree(self):
        self.assertEqual(breaches(CLEAN), [])

    def test_planted(self):
        for name, text, words in PLANTED:
            with self.subTest(name=name, words=words):
                found = breaches(CLEAN | {name: text})
                self.assertTrue(any(words in line for line in found), found)


if __name__ == "__main__":
    unittest.main()
