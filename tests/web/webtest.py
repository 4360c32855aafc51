"""What the tests of the page and of /docs share: a browser, a server, and drawing with a pointer.

NUMERAL_SCREENSHOTS names a folder for pictures of the pages, for people to look at.
"""
import json
import os
import pathlib
import shutil
import sys
import time
import unittest

import browser
import servers

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77  # CTest's SKIP_RETURN_CODE
DESKTOP = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
SMALL = {"width": 320, "height": 568, "deviceScaleFactor": 2, "mobile": True}
SIZES = {"desktop": DESKTOP, "phone": PHONE, "small": SMALL}


def main():
    """FILE NUMERALD [unittest's own arguments]"""
    for program in ("chromium", "chromedriver"):
        if shutil.which(program) is None:
            print(f"SKIPPED: there is no {program}, so the pages are not tried in a browser. "
                  "scripts/packages.sh test installs it.", file=sys.stderr)
            sys.exit(SKIPPED)
    WebTest.program = sys.argv.pop(1)
    unittest.main(verbosity=2)


class WebTest(unittest.TestCase):
    program = None

    @classmethod
    def setUpClass(cls):
        cls.server = servers.Server(cls.program)
        cls.addClassCleanup(lambda: cls.server.stop())
        cls.browser = browser.Browser()
        cls.addClassCleanup(cls.browser.close)

    def serve(self, *flags, port=0):
        server = servers.Server(self.program, *flags, port=port)
        self.addCleanup(server.stop)
        return server

    def gateway(self):
        gateway = servers.Gateway(self.server)
        self.addCleanup(gateway.close)
        return gateway

    def show(self, url=None, size=DESKTOP, **media):
        """media: prefers_color_scheme="dark" and so on."""
        self.browser.chrome("Emulation.setDeviceMetricsOverride", **size)
        self.browser.chrome("Emulation.setTouchEmulationEnabled", enabled=size["mobile"])
        features = {"prefers_color_scheme": "light", **media}
        self.browser.chrome("Emulation.setEmulatedMedia", features=[
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()])
        self.browser.open(url or self.server.url)

    def strokes(self, digit):
        return json.loads((ROOT / f"tests/data/drawings/digit-{digit}.json").read_text())["strokes"]

    def draw(self, digit, kind="mouse", centre=0.5, size=0.7):
        """centre: of the digit, as a share of the sheet's width; size: its height, as a share of the sheet's."""
        strokes = self.strokes(digit)
        sheet = self.browser.run("return document.getElementById('canvas').getBoundingClientRect().toJSON()")
        xs, ys = zip(*(point for stroke in strokes for point in stroke))
        scale = size * sheet["height"] / (max(ys) - min(ys))
        left = sheet["left"] + centre * sheet["width"] - scale * (min(xs) + max(xs)) / 2
        top = sheet["top"] + sheet["height"] / 2 - scale * (min(ys) + max(ys)) / 2
        self.browser.draw([[(left + scale * x, top + scale * y) for x, y in stroke[::3] + stroke[-1:]]
                           for stroke in strokes], kind)
        return len(strokes)

    def text(self, name):
        return self.browser.run("return document.getElementById(arguments[0]).innerText", name)

    def expect(self, name, text):
        self.browser.wait("return document.getElementById(arguments[0]).innerText === arguments[1]", name, text)

    def expect_words(self, name, words):
        """A visible element that says these among other words."""
        self.browser.wait("const e = document.getElementById(arguments[0]);"
                          "return e.checkVisibility() && e.innerText.includes(arguments[1])", name, words)

    def shown(self, name):
        return self.browser.run("return document.getElementById(arguments[0]).checkVisibility()", name)

    def until(self, condition):
        """Waits for what happens outside the page."""
        end = time.monotonic() + browser.PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), end, "it never came true")
            self.browser.run("return 0")  # the page goes on meanwhile

    def picture(self, name):
        if folder := os.environ.get("NUMERAL_SCREENSHOTS"):
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            self.browser.run("document.getAnimations().forEach((animation) => animation.finish())")
            self.browser.screenshot(pathlib.Path(folder) / f"{name}.png")
