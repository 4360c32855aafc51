#!/usr/bin/env python3
"""Installs into a folder of its own and uses what lies there: install_test.py CMAKE BUILD BINDIR DATADIR DESKTOP"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CMAKE, BUILD, BINDIR, DATADIR, DESKTOP = sys.argv[1:6]


class InstallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.prefix = pathlib.Path(cls.folder.name)
        subprocess.run([CMAKE, "--install", BUILD, "--prefix", cls.prefix], check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_the_installed_program_reads_the_installed_model(self):
        model = self.prefix / DATADIR / "numeral/models/digits"
        program = self.prefix / BINDIR / "numeralctl"
        (model / "manifest.json").write_text((model / "manifest.json").read_text().replace('"digits"', '"installed"', 1))
        run = subprocess.run([program, "model", "info"], capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("installed", run.stdout)

    def test_everything_lies_where_desktops_look(self):
        wanted = [f"{BINDIR}/numerald", f"{BINDIR}/numeralctl", f"{DATADIR}/numeral/models/digits/MODEL_CARD.md",
                  f"{DATADIR}/numeral/models/digits/drift.json"]
        if DESKTOP == "1":
            wanted += [f"{BINDIR}/numeral", f"{DATADIR}/applications/numeral.desktop",
                       f"{DATADIR}/metainfo/numeral.metainfo.xml",
                       f"{DATADIR}/icons/hicolor/scalable/apps/numeral.svg"]
        self.assertEqual([path for path in wanted if not (self.prefix / path).is_file()], [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
