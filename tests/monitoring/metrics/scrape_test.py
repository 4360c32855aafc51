#!/usr/bin/env python3
"""What a real numerald answers on /metrics: scrape_test.py NUMERALD REFERENCE

Needs promtool for one of the tests, which `make test` installs; that one is skipped without.
"""
import gzip
import http.client
import json
import pathlib
import re
import shutil
import subprocess
import sys
import time
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/web"))
import servers  # noqa: E402

# What dashboards have known for longer than promtool has had rules for names.
ALLOWED = {
    "api_processing_time_per_char_microseconds use base unit \"seconds\" instead of \"microseconds\"",
}
ADDRESSES = 10_000
SERIES = 2000


def address(number):
    return f"203.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


class ScrapeTest(unittest.TestCase):
    def setUp(self):
        self.server = servers.Server(NUMERALD, "--trusted-proxy", "127.0.0.1/32")
        self.addCleanup(self.server.stop)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port)
        self.addCleanup(self.connection.close)

    def ask(self, method, path, body=None, **headers):
        self.connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def draw(self, **headers):
        drawing = (ROOT / "tests/data/drawings/digit-4.json").read_bytes()
        return self.ask("POST", "/predict", drawing, Content_Type="application/json", **headers)

    def scrape(self):
        with urllib.request.urlopen(self.server.admin + "/metrics") as answer:
            return answer.read().decode()

    def some_of_everything(self):
        status, answer = self.draw()
        self.assertEqual(status, 200)
        feedback = json.dumps({"request_id": json.loads(answer)["request_id"], "label": "4"})
        self.assertEqual(self.ask("POST", "/feedback", feedback, Content_Type="application/json")[0], 202)
        self.assertEqual(self.ask("POST", "/predict", b"no image", Content_Type="image/png")[0], 415)
        self.assertEqual(self.ask("GET", "/nothing")[0], 404)

    def test_promtool_has_nothing_to_say_but_for_old_names(self):
        if shutil.which("promtool") is None:
            self.skipTest("there is no promtool")
        self.some_of_everything()
        tool = subprocess.run(["promtool", "check", "metrics"], input=self.scrape(), capture_output=True, text=True)
        self.assertEqual(set(filter(None, (tool.stdout + tool.stderr).split("\n"))), ALLOWED)

    def test_every_family_stands_in_the_reference(self):
        self.some_of_everything()
        rows = {}
        for line in REFERENCE.read_text().splitlines():
            if row := re.match(r"\| `(\w+)` \| (\w+) \| (.*?) \| ", line):
                rows[row[1]] = (row[2], set(re.findall(r"`(\w+)`", row[3])))
        kinds = {}
        for line in self.scrape().splitlines():
            if line.startswith("# TYPE "):
                _, _, name, kind = line.split(" ")
                self.assertIn(name, rows)
                self.assertEqual(kind, rows[name][0], name)
                kinds[name] = kind
            elif not line.startswith("#"):
                series, labels = re.match(r"(\w+)(?:{(.*)})? ", line).groups()
                name = series if series in kinds else re.sub(r"_(bucket|sum|count)$", "", series)
                self.assertLessEqual(set(re.findall(r'(\w+)="', labels or "")) - {"le"}, rows[name][1], name)
        self.assertGreater(len(kinds), 60)

    def test_the_reference_is_current(self):
        page = subprocess.run([NUMERALD, "--metrics-reference"], capture_output=True, text=True, check=True).stdout
        self.assertEqual(REFERENCE.read_text(), page, "make metrics-reference renews it")

    def test_gzip_where_asked(self):
        for coding, packed in (("gzip", True), ("deflate, gzip", True), ("identity", False)):
            request = urllib.request.Request(self.server.admin + "/metrics", headers={"Accept-Encoding": coding})
            with urllib.request.urlopen(request) as answer:
                self.assertEqual(answer.headers["Content-Encoding"], "gzip" if packed else None)
                self.assertEqual(answer.headers["Vary"], "Accept-Encoding")
                body = answer.read()
            text = (gzip.decompress(body) if packed else body).decode()
            self.assertTrue(text.startswith("# HELP "))
            self.assertIn("\nnumeral_metrics_series ", text)

    def test_a_flood_of_clients_leaves_it_small(self):
        for number in range(ADDRESSES):
            self.ask("POST", "/predict", b"{", Content_Type="application/json", X_Forwarded_For=address(number))
        odd = [("POST", "/predict", b"no image", "image/png"), ("POST", "/predict/", b'{"strokes": []}', "application/json"),
               ("POST", "/predict?model=nobody", b'{"strokes": []}', "application/json"),
               ("POST", "/predict/batch", b"x", "multipart/form-data; boundary=b"), ("POST", "/predict/batch", b"x", "text/plain"),
               ("POST", "/v2/models/digits/infer", b"{", "application/json"),
               ("POST", "/v2/models/nobody/infer", b"{}", "application/json"), ("PUT", "/predict", b"x", "text/plain"),
               ("POST", "/feedback", b"{", "application/json"), ("BREW", "/coffee", None, "text/plain")]
        for number in range(40):
            for method, path, body, kind in odd:
                self.ask(method, path, body, Content_Type=kind, X_Forwarded_For=address(number))
            self.draw(X_Forwarded_For=address(number))
        for number in range(1000):
            self.ask("GET", f"/path/{number}?x={number}", X_Forwarded_For=address(number))
            self.ask(f"M{number}", "/")
        start = time.monotonic()
        text = self.scrape()
        seconds = time.monotonic() - start
        series = [line for line in text.splitlines() if line and not line.startswith("#")]
        inside = float(re.search(r"^numeral_metrics_scrape_duration_seconds (\S+)$", text, re.MULTILINE)[1])
        print(f"\n{len(series)} series, {len(text)} bytes, {inside * 1e3:.1f} ms, {seconds * 1e3:.1f} ms for the client",
              file=sys.stderr)
        self.assertLess(len(series), SERIES)
        self.assertEqual(len(series), int(re.search(r"^numeral_metrics_series (\d+)$", text, re.MULTILINE)[1]))
        asked = sum(float(line.rsplit(" ", 1)[1]) for line in series if line.startswith("api_requests_total{"))
        self.assertEqual(asked, ADDRESSES + 40 * (len(odd) + 1) + 2000)  # nobody is lost
        self.assertEqual(len({match[1] for line in series if (match := re.search(r'client_ip="([^"]+)"', line))}), 33)
        for line in ('numeral_log_sink_up{sink="stdout"} 1', 'numeral_log_dropped_total{sink="stdout"} 0'):
            self.assertTrue(line in series, line)


if __name__ == "__main__":
    NUMERALD, REFERENCE = sys.argv[1], pathlib.Path(sys.argv[2])
    del sys.argv[1:3]
    unittest.main(verbosity=2)
