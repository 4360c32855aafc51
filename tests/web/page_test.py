#!/usr/bin/env python3
"""The drawing page in a real browser against the real server: page_test.py NUMERALD

NUMERAL_SCREENSHOTS names a folder for pictures of the page, for people to look at.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

import browser

ROOT = pathlib.Path(__file__).resolve().parents[2]
NUMERALD = sys.argv.pop(1)
CONTROL = "\ue009"
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
DESKTOP = {"width": 1200, "height": 860, "deviceScaleFactor": 1, "mobile": False}


class Server:
    def __init__(self, *flags, port=0):
        self.process = subprocess.Popen([NUMERALD, "--port", str(port), "--admin-port", "0", *flags],
                                        stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if ready := re.match(r"numerald ready on (http://\S+:(\d+))", line):
                self.url, self.port = ready.group(1), int(ready.group(2))
                return
        raise RuntimeError("numerald did not start")

    def stop(self):
        self.process.terminate()
        self.process.stdout.close()
        return self.process.wait()


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(lambda: cls.server.stop())
        cls.browser = browser.Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.show()
        self.browser.log()  # what the page before still had to say

    def show(self, url=None, size=None, dark=False):
        self.browser.chrome("Emulation.setDeviceMetricsOverride", **(size or DESKTOP))
        self.browser.chrome("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.browser.open((url or self.server.url) + "/")

    def draw(self, digit, kind="mouse"):
        drawing = json.loads((ROOT / f"tests/data/drawings/digit-{digit}.json").read_text())
        sheet = self.browser.run("return document.getElementById('canvas').getBoundingClientRect().toJSON()")
        highest = max(max(point) for stroke in drawing["strokes"] for point in stroke)
        scale = 0.85 * sheet["width"] / highest
        self.browser.draw([[(sheet["left"] + scale * x, sheet["top"] + scale * y) for x, y in stroke]
                           for stroke in (line[::3] + line[-1:] for line in drawing["strokes"])], kind)
        return len(drawing["strokes"])

    def text(self, name):
        return self.browser.run("return document.getElementById(arguments[0]).innerText", name)

    def expect(self, name, text):
        self.browser.wait("return document.getElementById(arguments[0]).innerText === arguments[1]", name, text)

    def picture(self, name):
        if folder := os.environ.get("NUMERAL_SCREENSHOTS"):
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            self.browser.run("document.getAnimations().forEach((animation) => animation.finish())")
            self.browser.screenshot(pathlib.Path(folder) / f"page-{name}.png")

    def test_every_digit_is_answered(self):
        for digit in range(10):
            with self.subTest(digit=digit):
                self.draw(digit)
                self.expect("label", str(digit))
                self.expect("words", f"Read as {digit}")
                self.browser.click("#clear")
                self.expect("words", "Nothing drawn yet")
        self.assertEqual(self.browser.log(), [])

    def test_finger_and_pen_draw(self):
        for kind in ("touch", "pen"):
            with self.subTest(kind=kind):
                self.draw(4, kind)
                self.expect("label", "4")
                self.browser.click("#clear")
                self.expect("label", "")

    def test_bars_show_the_probabilities(self):
        self.browser.wait("return document.querySelectorAll('#bars li').length === 10")
        self.assertEqual(self.browser.run("return document.querySelector('#bars .value').innerText"), "")
        self.draw(7)
        self.expect("label", "7")
        self.assertEqual(self.browser.run("return document.querySelector('#bars .best .name').innerText"), "7")
        shown = self.browser.run("return [...document.querySelectorAll('#bars .value')].map((v) => parseFloat(v.innerText))")
        self.assertEqual(max(shown), shown[7])
        self.assertLessEqual(sum(shown), 100.6)  # what lacks is the probability of no digit at all
        self.assertGreater(sum(shown), 50)
        self.assertTrue(self.browser.wait("return document.querySelector('#seen img').naturalWidth") > 0)

    def test_the_window_can_follow_the_page(self):
        """The server knows strokes of the page by their header."""
        self.browser.run("""
            window.sheets = [];
            const send = window.fetch;
            window.fetch = (path, options) => {
              window.sheets.push(options.headers["X-Numeral-Sheet"]);
              return send(path, options);
            };""")
        self.browser.run("ask()")  # as on opening: nobody drew, so that there is nothing to follow
        self.browser.wait("return window.sheets.length > 0")
        self.assertEqual(set(self.browser.run("return window.sheets")), {None})
        self.browser.run("window.sheets.length = 0")
        self.draw(1)
        self.expect("label", "1")
        self.assertEqual(set(self.browser.run("return window.sheets")), {"280"})

    def test_undo_takes_back_one_stroke(self):
        first = self.draw(1)
        self.expect("label", "1")
        second = self.draw(8)
        for _ in range(second):
            self.browser.click("#undo")
        self.expect("label", "1")
        for _ in range(first):
            self.assertFalse(self.browser.run("return document.getElementById('undo').disabled"))
            self.browser.press(CONTROL, "z")
        self.expect("words", "Nothing drawn yet")
        self.assertTrue(self.browser.run("return document.getElementById('undo').disabled"))

    def test_every_control_has_a_name(self):
        nodes = self.browser.chrome("Accessibility.getFullAXTree")["nodes"]
        named = {(node["role"]["value"], node["name"]["value"]) for node in nodes if node.get("name", {}).get("value")}
        for control in [("button", "Undo"), ("button", "Clear"), ("slider", "Pen"), ("image", "Drawing area"),
                        ("list", "Probability of each class")]:
            self.assertIn(control, named)

    def test_a_lost_server_is_named_and_found_again(self):
        server = Server()
        self.show(server.url)
        self.draw(4)
        self.expect("label", "4")
        self.assertEqual(server.stop(), 0)
        self.browser.click("#clear")
        self.draw(7)
        self.browser.wait("return document.getElementById('problem').innerText.includes('cannot be reached')")
        self.picture("lost")
        server = Server(port=server.port)
        self.addCleanup(server.stop)
        self.expect("label", "7")
        self.assertTrue(self.browser.run("return document.getElementById('problem').hidden"))

    def test_a_missing_model_is_named(self):
        server = Server("--allow-no-model", "--model", "/nowhere")
        self.addCleanup(server.stop)
        self.show(server.url)
        self.browser.wait("return document.getElementById('problem').innerText.includes('model')")
        self.picture("no-model")

    def test_fits_a_phone(self):
        self.show(size=PHONE)
        self.draw(4, "touch")
        self.expect("label", "4")
        self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), PHONE["width"])

    def test_pictures(self):
        if "NUMERAL_SCREENSHOTS" not in os.environ:
            return
        for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
            for dark in (False, True):
                self.show(size=size, dark=dark)
                suffix = f"{name}-{'dark' if dark else 'light'}"
                self.browser.wait("return document.querySelectorAll('#bars li').length > 0")
                self.picture(f"{suffix}-empty")
                self.draw(4)
                self.expect("label", "4")
                self.picture(suffix)


if __name__ == "__main__":
    unittest.main(verbosity=2)
