"""What people and programs send to a numerald: good, odd and wrong, over and over."""
import base64
import http.client
import itertools
import json
import pathlib
import random
import threading
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
IMAGES = ROOT / "tests" / "data" / "images"
DRAWINGS = ROOT / "tests" / "data" / "drawings"
PNG = {"Content-Type": "image/png"}
JSON = {"Content-Type": "application/json"}


def _row_of_digits():
    """Several digits in one drawing, side by side."""
    strokes, left = [], 0
    for digit in (0, 1, 2):
        drawn = json.loads((DRAWINGS / f"digit-{digit}.json").read_text())["strokes"]
        xs = [x for stroke in drawn for x, *_ in stroke]
        strokes += [[[x - min(xs) + left, y] for x, y, *_ in stroke] for stroke in drawn]
        left += 1.6 * (max(xs) - min(xs)) + 40
    return strokes


def _infer():
    picture = base64.b64encode((IMAGES / "digit-4.png").read_bytes()).decode()
    return json.dumps({"inputs": [{"name": "image", "shape": [1], "datatype": "BYTES", "data": [picture]}]}).encode()


def _batch():
    parts = b"".join(b'--X\r\nContent-Disposition: form-data; name="file"; filename="%d.png"\r\n'
                     b"Content-Type: image/png\r\n\r\n%s\r\n" % (digit, (IMAGES / f"digit-{digit}.png").read_bytes())
                     for digit in (1, 2, 3))
    return parts + b"--X--\r\n"


def _scribbles():
    """Drawings that are hard to read, or no digits: halves of digits, and lines across each other."""
    for digit in (0, 1, 2):
        strokes = json.loads((DRAWINGS / f"digit-{digit}.json").read_text())["strokes"]
        for part in (0.4, 0.6, 0.8):
            yield [stroke[:max(2, int(len(stroke) * part))] for stroke in strokes]
    for turn in range(4):
        chance = random.Random(turn)
        yield [[[chance.randrange(280), chance.randrange(280)] for _ in range(12)] for _ in range(3)]


def mix():
    """(method, path, body, headers), each kind once and good ones most."""
    good = [("POST", "/predict", (IMAGES / f"{kind}-{digit}.png").read_bytes(), PNG)
            for kind in ("digit", "mnist") for digit in range(10)]
    hard = [("POST", "/predict", json.dumps({"strokes": strokes}).encode(), JSON) for strokes in _scribbles()]
    return good + hard + [
        ("POST", "/predict", json.dumps({"strokes": _row_of_digits()}).encode(), JSON),
        ("POST", "/predict", (IMAGES / "blank-white.png").read_bytes(), PNG),
        ("POST", "/predict/batch", _batch(), {"Content-Type": "multipart/form-data; boundary=X"}),
        ("POST", "/v2/models/digits/infer", _infer(), JSON),
        ("POST", "/predict", b"no picture", PNG),
        ("POST", "/predict", b"{", JSON),
        ("GET", "/predict", None, {}),
        ("GET", "/nowhere", None, {}),
        ("GET", "/", None, {}),
        ("GET", "/version", None, {}),
        ("GET", "/v2/health/ready", None, {}),
    ]


class Client:
    """One connection, kept where the server keeps it."""

    def __init__(self, url):
        self.address = urllib.parse.urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(self.address, timeout=30)

    def send(self, method, path, body=None, headers=None):
        try:
            self.connection.request(method, path, body, headers or {})
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (http.client.HTTPException, OSError):
            self.connection.close()
            return None, b""

    def close(self):
        self.connection.close()


def feedback(client, answer, right):
    """Says of an answer to /predict that it was right, or that it was another digit."""
    read = json.loads(answer)
    if read.get("label") is None or len(read["label"]) != 1:
        return
    label = read["label"] if right else str((int(read["label"]) + 1) % 10)
    client.send("POST", "/feedback", json.dumps({"request_id": read["request_id"], "label": label}).encode(), JSON)


class Traffic:
    """So many clients, each at most so many requests a second, until left."""

    def __init__(self, url, clients=2, rate=20, requests=None):
        self.url, self.rate, self.requests = url, rate, requests or mix()
        self.over = threading.Event()
        self.statuses = {}
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._live, args=(number,), daemon=True) for number in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _live(self, number):
        client = Client(self.url)
        for turn, asked in enumerate(itertools.islice(itertools.cycle(self.requests), 7 * number, None)):
            if self.over.wait(1 / self.rate):
                break
            status, body = client.send(*asked)
            with self.lock:
                self.statuses[status] = self.statuses.get(status, 0) + 1
            if status == 200 and asked[1] == "/predict" and turn % 3 == 0:
                feedback(client, body, right=turn % 30 != 0)
        client.close()


def flood(url, clients=24, rate=1000):
    """More good requests at once than a small queue holds."""
    return Traffic(url, clients, rate, requests=[("POST", "/predict", (IMAGES / f"digit-{digit}.png").read_bytes(), PNG)
                                                 for digit in range(10)])
