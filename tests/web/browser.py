"""A headless Chromium, driven by the W3C WebDriver protocol through Debian's chromedriver."""
import base64
import json
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

PATIENCE = 30  # seconds until something that must happen counts as failed
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's name for a reference to an element

# Keys, by the protocol's names.
TAB, ENTER, SHIFT, CONTROL, ESCAPE, SPACE = "\ue004", "\ue007", "\ue008", "\ue009", "\ue00c", "\ue00d"
LEFT, UP, RIGHT, DOWN, DELETE = "\ue012", "\ue013", "\ue014", "\ue015", "\ue017"


class Browser:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="numeral-page-")
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
        for line in self.driver.stdout:
            if port := re.search(r"on port (\d+)\.", line):
                break
        else:
            raise RuntimeError("chromedriver did not start")
        self.base = f"http://127.0.0.1:{port.group(1)}"
        arguments = ["headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-dev-shm-usage",
                     "disable-background-networking", "disable-component-update", "disable-sync",
                     f"user-data-dir={self.folder}", "window-size=1200,900"]
        options = {"args": arguments}
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
        self.base += f"/session/{session['sessionId']}"

    def close(self):
        try:
            self.call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.base + path, method=method,
                                         data=None if body is None else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request, timeout=2 * PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def open(self, url):
        self.call("POST", "/url", {"url": url})

    def run(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def chrome(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def click(self, selector):
        element = self.call("POST", "/element", {"using": "css selector", "value": selector})
        self.call("POST", f"/element/{element[ELEMENT]}/click", {})

    def write(self, selector, text):
        element = self.call("POST", "/element", {"using": "css selector", "value": selector})
        self.call("POST", f"/element/{element[ELEMENT]}/value", {"text": text})

    def press(self, *keys):
        steps = [{"type": "keyDown", "value": key} for key in keys]
        steps += [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": steps}]})

    def draw(self, strokes, kind):
        """Points in pixels of the viewport; kind: mouse, touch or pen."""
        steps = []
        for stroke in strokes:
            for index, (x, y) in enumerate(stroke):
                steps.append({"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y)})
                if index == 0:
                    steps.append({"type": "pointerDown", "button": 0})
            steps.append({"type": "pointerUp", "button": 0})
        self.call("POST", "/actions", {"actions": [
            {"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": steps}]})
        self.call("DELETE", "/actions")

    def wait(self, script, *arguments):
        """Until the script returns something true."""
        end = time.monotonic() + PATIENCE
        while not (value := self.run(script, *arguments)):
            if time.monotonic() > end:
                raise AssertionError(f"never came true: {script} {arguments}; the page says: "
                                     + self.run("return document.body.innerText"))
        return value

    def log(self):
        """What the page wrote to the console since the last call."""
        return [entry["message"] for entry in self.call("POST", "/se/log", {"type": "browser"})]

    def requests(self):
        """The addresses that were asked for since the last call, whoever in the page asked."""
        messages = (json.loads(entry["message"])["message"]
                    for entry in self.call("POST", "/se/log", {"type": "performance"}))
        return [message["params"]["request"]["url"] for message in messages
                if message["method"] == "Network.requestWillBeSent"]

    def upload(self, selector, file):
        """Chooses a file in a field for files, which may be hidden."""
        node = self.chrome("Runtime.evaluate", expression=f"document.querySelector({json.dumps(selector)})")
        self.chrome("DOM.setFileInputFiles", files=[str(file)], objectId=node["result"]["objectId"])

    def tree(self):
        """(role, name, node) of all that a screen reader is told."""
        nodes = self.chrome("Accessibility.getFullAXTree")["nodes"]
        return [(node["role"]["value"], node.get("name", {}).get("value", ""), node)
                for node in nodes if not node["ignored"]]

    def screenshot(self, file):
        with open(file, "wb") as out:
            out.write(base64.b64decode(self.call("GET", "/screenshot")))
