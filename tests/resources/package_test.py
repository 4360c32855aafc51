#!/usr/bin/env python3
"""Makes the .deb files and uses what lies in them: package_test.py CPACK BUILD DESKTOP"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CPACK, BUILD, DESKTOP = sys.argv[1:4]


def output(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.packages = pathlib.Path(cls.folder.name)
        subprocess.run([CPACK, "--config", f"{BUILD}/CPackConfig.cmake", "-B", cls.packages], check=True,
                       stdout=subprocess.DEVNULL)
        cls.debs = {output("dpkg-deb", "-f", deb, "Package").strip(): deb for deb in cls.packages.glob("*.deb")}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def root_of(self, name):
        root = self.packages / "root" / name
        root.mkdir(parents=True)
        output("dpkg-deb", "-x", self.debs[name], root)
        return root

    def test_there_is_one_for_the_server_and_one_for_the_window(self):
        self.assertEqual(set(self.debs), {"numeral-server", "numeral"} if DESKTOP == "1" else {"numeral-server"})

    def test_the_packaged_programs_find_the_packaged_model(self):
        root = self.root_of("numeral-server")
        model = root / "usr/share/numeral/models/digits/manifest.json"
        model.write_text(model.read_text().replace('"digits"', '"packaged"', 1))
        self.assertIn("packaged", output(root / "usr/bin/numeralctl", "model", "info"))
        self.assertIn("numerald", output(root / "usr/bin/numerald", "--version"))

    def test_they_name_the_libraries_that_they_need(self):
        needed = output("dpkg-deb", "-f", self.debs["numeral-server"], "Depends")
        for library in ("libtorch", "libopencv-imgcodecs", "libwebp", "libcivetweb"):
            self.assertIn(library, needed)
        self.assertNotIn("libqt6", needed)
        if DESKTOP == "1":
            self.assertRegex(output("dpkg-deb", "-f", self.debs["numeral"], "Depends"), r"numeral-server \(= .*libqt6")

    @unittest.skipUnless(DESKTOP == "1", "without the window")
    def test_the_window_comes_with_what_desktops_look_for(self):
        root = self.root_of("numeral")
        for path in ("bin/numeral", "share/applications/numeral.desktop", "share/metainfo/numeral.metainfo.xml",
                     "share/icons/hicolor/scalable/apps/numeral.svg"):
            self.assertTrue((root / "usr" / path).is_file(), path)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
