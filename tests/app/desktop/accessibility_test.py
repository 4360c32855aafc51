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
        while GLib.MainContext.default().iteration(False):  # what changed lies in a cache until this has run
            pass
        if found := probe():
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited in vain for {what}")


class Ears:
    """What a screen reader speaks by itself: notifications that are shown, as Orca 43 does in onShowingChanged."""
    def __init__(self):
        self.heard = []

    def __enter__(self):
        pyatspi.Registry.registerEventListener(self.hear, "object:state-changed:showing")
        return self

    def __exit__(self, *_):
        pyatspi.Registry.deregisterEventListener(self.hear, "object:state-changed:showing")

    def hear(self, event):
        if event.detail1 and event.source and event.source.getRole() == pyatspi.ROLE_NOTIFICATION:
            self.heard.append(event.source.name)

    def listen(self):
        while GLib.MainContext.default().iteration(False):
            pass
        return self.heard


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

    def show(self, page):
        button = next(node for node in everything(self.find("filler", "Pages")) if node.name == page)
        button.queryAction().doAction(0)
        wait(f"the page {page}", lambda: button.getState().contains(pyatspi.STATE_CHECKED))

    def test_1_the_answer_is_heard(self):
        wait("the answer 7", lambda: self.find("label", "7", "The answer"))
        verdict = self.find("notification", description="How sure the answer is").name
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

    def test_5_the_answer_is_spoken_when_the_pen_lifts(self):
        self.show("Log")
        with Ears() as ears:
            self.show("Draw")
            wait("the page's own words", ears.listen)
            self.write_a_seven(ears)

    def write_a_seven(self, ears):
        canvas = wait("the canvas", lambda: next((node for node in everything(self.app) if node.name == "Drawing page"
                                                  and node.getState().contains(pyatspi.STATE_FOCUSABLE)), None))
        verdict = self.find("notification", description="How sure the answer is")
        box = canvas.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)

        def mouse(x, y, what):
            pyatspi.Registry.generateMouseEvent(round(box.x + x * box.width), round(box.y + y * box.height), what)

        ears.listen().clear()
        mouse(0.40, 0.25, "abs")
        mouse(0.40, 0.25, "b1p")
        for step in range(1, 21):
            mouse(0.40 + 0.01 * step, 0.25, "abs")
        for step in range(1, 41):
            mouse(0.60 - 0.003 * step, 0.25 + 0.0125 * step, "abs")
        wait("the answer while writing", lambda: verdict.clearCache() or verdict.name.startswith("Read as 7"))
        self.assertEqual(ears.listen(), [])
        mouse(0.48, 0.75, "b1r")
        wait("words about the answer", ears.listen)
        self.assertTrue(ears.heard[0].startswith("Read as 7"), ears.heard)

        ears.listen().clear()
        mouse(0.48, 0.75, "b1c")  # a dot where the stroke ended
        wait("words about the same answer", ears.listen)
        self.assertTrue(ears.heard[0].startswith("Read as 7"), ears.heard)

    def test_6_what_went_wrong_is_spoken(self):
        self.show("Monitor")
        address = wait("the address", lambda: self.find("text", "Address of another instance"))
        address.queryEditableText().setTextContents("no such address at all")
        with Ears() as ears:
            self.find("push button", "Watch Another Instance").queryAction().doAction(0)
            wait("words about the address", ears.listen)
            self.assertIn("no such address at all", ears.heard[0])


if __name__ == "__main__":
    bus = launcher()  # before pyatspi looks for it
    import pyatspi
    from gi.repository import GLib
    try:
        unittest.main(argv=sys.argv[:1])
    finally:
        bus.terminate()
        bus.wait()
