#!/usr/bin/python3
"""The real window as a screen reader meets it: over AT-SPI, on a bus and a screen of its own.

Run as: dbus-run-session -- xvfb-run -a /usr/bin/python3 accessibility_test.py NUMERAL IMAGE_OF_A_SEVEN
"""
import os
import subprocess
import sys
import tempfile
import time
import unittest

PATIENCE = 60  # seconds until something that must happen counts as failed
NUMERAL, SEVEN = sys.argv[1:3]
INTERACTIVE = ("push button", "toggle button", "check box", "radio button", "slider", "spin button", "combo box", "text",
               "list", "table", "menu item", "progress bar", "page tab")


def launcher():
    for path in ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher"):
        if os.path.exists(path):
            return subprocess.Popen([path, "--launch-immediately"], stderr=subprocess.DEVNULL)
    raise RuntimeError("at-spi-bus-launcher is not there; install at-spi2-core.")


def wait(what, probe):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := probe():
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited in vain for {what}")


def everything(node):
    yield node
    for child in node:
        if child is not None:
            yield from everything(child)


class AccessibilityTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.settings = tempfile.TemporaryDirectory()
        environment = dict(os.environ, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", QT_QPA_PLATFORM="xcb",
                           XDG_CONFIG_HOME=cls.settings.name, XDG_RUNTIME_DIR=cls.settings.name)
        cls.program = subprocess.Popen([NUMERAL, "--port", "0", SEVEN], env=environment)
        cls.app = wait("the program on the bus", lambda: next(
            (app for app in pyatspi.Registry.getDesktop(0) if app is not None and app.name.lower() == "numeral"), None))

    @classmethod
    def tearDownClass(cls):
        cls.program.terminate()
        cls.program.wait()
        cls.settings.cleanup()

    def find(self, role, name=None, description=None):
        return next((node for node in everything(self.app)
                     if node.getRoleName() == role and (name is None or node.name == name)
                     and (description is None or node.description == description)), None)

    def showing(self, node):
        return node.getState().contains(pyatspi.STATE_SHOWING)

    def test_1_the_answer_is_heard(self):
        wait("the answer 7", lambda: self.find("label", "7", "The answer"))
        verdict = self.find("label", description="How sure the answer is").name
        self.assertTrue(verdict.startswith("Read as 7"), verdict)
        bars = {node.name: node.queryValue().currentValue for node in everything(self.app)
                if node.getRoleName() == "progress bar" and node.name.isdigit()}
        self.assertEqual(sorted(bars), [str(digit) for digit in range(10)])
        self.assertEqual(max(bars, key=bars.get), "7")

    def test_2_every_control_has_a_name(self):
        for node in everything(self.app):
            inner = node.parent is not None and node.parent.getRoleName() == "combo box"  # the list that drops down
            if node.getRoleName() in INTERACTIVE and node.getState().contains(pyatspi.STATE_FOCUSABLE) and not inner:
                self.assertTrue(node.name, f"a {node.getRoleName()} below {node.parent.name or node.parent.getRoleName()}")

    def test_3_a_button_can_be_pressed(self):
        image = next(node for node in everything(self.app) if node.name.startswith("Image "))
        self.assertTrue(self.showing(image))
        button = self.find("push button", "Back to Drawing")
        button.queryAction().doAction(0)
        wait("the drawing page", lambda: self.showing(self.find("filler", "Drawing page")))
        self.assertFalse(self.showing(image))

    def test_4_every_page_can_be_reached(self):
        rail = wait("the rail", lambda: self.find("filler", "Pages"))
        buttons = [node for node in everything(rail) if node.getRoleName() == "check box"]
        self.assertGreaterEqual(len(buttons), 7)
        for number, button in enumerate(buttons + buttons[:1] * 2):  # once more where one is already
            button.queryAction().doAction(0)
            wait(f"the page {button.name}", lambda b=button: b.getState().contains(pyatspi.STATE_CHECKED))
            drawing = self.showing(self.find("filler", "Drawing page"))
            self.assertEqual(drawing, number % len(buttons) == 0 or number > len(buttons), button.name)


if __name__ == "__main__":
    bus = launcher()  # before pyatspi looks for it
    import pyatspi
    try:
        unittest.main(argv=sys.argv[:1])
    finally:
        bus.terminate()
        bus.wait()
