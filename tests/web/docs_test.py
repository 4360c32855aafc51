#!/usr/bin/env python3
"""/docs in a real browser, Swagger UI and our own page: docs_test.py NUMERALD"""
import gzip
import json
import urllib.request

import webtest


class DocsTest(webtest.WebTest):
    def setUp(self):
        self.browser.open("about:blank")
        self.browser.log()
        self.browser.requests()

    def fetch(self, path, **headers):
        request = urllib.request.Request(self.server.url + path, headers=headers)
        with urllib.request.urlopen(request) as answer:
            return answer.headers, answer.read()

    def calls(self, base=None):
        with urllib.request.urlopen((base or self.server.url) + "/openapi.json") as answer:
            return [(method.upper(), path) for path, methods in json.load(answer)["paths"].items() for method in methods]

    def has_swagger(self):
        return b"swagger-ui" in self.fetch("/docs")[1]

    def assert_nothing_wrong(self, base=None):
        self.assertEqual(self.browser.log(), [])  # the policy's complaints would stand there
        asked = [url for url in self.browser.requests() if not url.startswith(("data:", "about:"))]
        self.assertTrue(asked)
        self.assertEqual([url for url in asked if not url.startswith((base or self.server.url) + "/")], [])

    def open_call(self, method, path):
        """Opens it and gives a script's name for it."""
        self.browser.run("""
            window.call = [...document.querySelectorAll("details")].find((e) =>
              e.querySelector(".method").innerText === arguments[0] && e.querySelector("summary code").innerText === arguments[1]);
            call.open = true;
            call.scrollIntoView();""", method, path)

    def answer(self):
        self.browser.run("call.querySelector('form > button').click()")
        return self.browser.wait("return call.querySelector('pre') && call.querySelector('output').innerText")

    # ---- our own page ----

    def test_our_page_shows_every_call(self):
        for base in (self.server.url, self.server.admin):
            with self.subTest(base=base):
                self.show(base + "/docs/plain")
                calls = self.calls(base)
                self.browser.wait("return document.querySelectorAll('details').length === arguments[0]", len(calls))
                shown = self.browser.run("""return [...document.querySelectorAll("summary")].map((e) =>
                    [e.querySelector(".method").innerText, e.querySelector("code").innerText])""")
                self.assertEqual(sorted(map(tuple, shown)), sorted(calls))
                self.assert_nothing_wrong(base)

    def test_our_page_tries_calls(self):
        self.show(self.server.url + "/docs/plain")
        self.browser.wait("return document.querySelectorAll('details').length > 0")
        self.open_call("GET", "/version")
        status, _, body = self.answer().partition("\n")
        self.assertTrue(status.startswith("200 OK"), status)
        self.assertIn('"libraries"', body)

        self.open_call("POST", "/predict")  # the example drawing is filled in
        status, _, body = self.answer().partition("\n")
        self.assertTrue(status.startswith("200 OK"), status)
        self.assertIn("label", json.loads(body))
        self.picture("docs-plain-tried")

    def test_our_page_sends_files_and_parameters(self):
        self.show(self.server.url + "/docs/plain")
        self.browser.wait("return document.querySelectorAll('details').length > 0")
        for kind in ("image/png", "multipart/form-data"):
            with self.subTest(kind=kind):
                self.open_call("POST", "/predict")
                self.browser.run("""const select = [...call.querySelectorAll("select")].find((e) => e.value.includes("/"));
                    select.value = arguments[0]; select.dispatchEvent(new Event("change"));
                    call.querySelector("pre")?.remove();
                    call.querySelector("input[type=number]").value = 2;
                    call.querySelector("input[type=file]").id = "chosen";""", kind)
                self.browser.upload("#chosen", webtest.ROOT / "tests/data/images/digit-7.png")
                status, _, body = self.answer().partition("\n")
                self.assertTrue(status.startswith("200 OK"), status)
                self.assertEqual(json.loads(body)["label"], "7")
                self.assertEqual(len(json.loads(body)["alternatives"]), 2)

    def test_our_page_shows_refusals(self):
        self.show(self.server.url + "/docs/plain")
        self.browser.wait("return document.querySelectorAll('details').length > 0")
        self.open_call("POST", "/predict")
        self.browser.run("call.querySelector('textarea').value = '{'")
        self.assertTrue(self.answer().startswith("400 "))

    def test_our_page_sends_the_key(self):
        gateway = self.gateway()
        self.show(gateway.url + "/docs/plain")
        self.browser.wait("return document.querySelectorAll('details').length > 0")
        self.browser.write("#key", "secret")
        self.open_call("GET", "/version")
        self.answer()
        self.assertEqual(gateway.asked("/version")[-1][0]["X-API-Key"], "secret")

    def test_our_page_fits_and_names_its_fields(self):
        for name, size in webtest.SIZES.items():
            for scheme in ("light", "dark"):
                with self.subTest(size=name, scheme=scheme):
                    self.show(self.server.url + "/docs/plain", size, prefers_color_scheme=scheme)
                    self.browser.wait("return document.querySelectorAll('details').length > 0")
                    self.open_call("POST", "/predict")
                    self.picture(f"docs-plain-{name}-{scheme}")
                    self.assertFalse(self.browser.run(
                        "return document.documentElement.scrollWidth > document.documentElement.clientWidth"))
                    for role, label, node in self.browser.tree():
                        if role in ("button", "textbox", "combobox", "spinbutton", "link"):
                            self.assertTrue(label, node)

    # ---- Swagger UI ----

    def test_docs_is_swagger_or_our_page(self):
        self.show(self.server.url + "/docs")
        if self.has_swagger():
            self.browser.wait("return document.querySelectorAll('.opblock').length === arguments[0]", len(self.calls()))
            # Opened, they show all that might break the policy.
            self.browser.run("document.querySelectorAll('.opblock-summary-control').forEach((button) => button.click())")
            self.browser.wait("return document.querySelectorAll('.opblock .execute').length === arguments[0]", len(self.calls()))
        else:
            self.browser.wait("return document.querySelectorAll('details').length === arguments[0]", len(self.calls()))
        self.picture("docs-desktop")
        self.assert_nothing_wrong()

    def test_swagger_tries_calls(self):
        if not self.has_swagger():
            self.skipTest("built without Swagger UI: npm was missing or could not fetch it")
        for base in (self.server.url, self.server.admin):
            with self.subTest(base=base):
                self.show(base + "/docs")
                self.browser.wait("return document.querySelectorAll('.opblock').length > 0")
                self.browser.run("""[...document.querySelectorAll(".opblock")].find((e) => e.innerText.includes("/version"))
                    .querySelector("button").click()""")
                self.browser.wait("return document.querySelector('.execute')")
                self.browser.click(".execute")
                self.browser.wait("return document.querySelector('.live-responses-table')?.innerText.includes('libraries')")
                self.assert_nothing_wrong(base)
        self.picture("docs-swagger-tried")

    def test_swagger_is_sent_packed_to_who_takes_it(self):
        if not self.has_swagger():
            self.skipTest("built without Swagger UI: npm was missing or could not fetch it")
        headers, packed = self.fetch("/docs/swagger-ui-bundle.js", **{"Accept-Encoding": "br, gzip"})
        self.assertEqual(headers["Content-Encoding"], "gzip")
        self.assertEqual(headers["Vary"], "Accept-Encoding")
        for encoding in ("identity", "gzip;q=0"):
            plain_headers, plain = self.fetch("/docs/swagger-ui-bundle.js", **{"Accept-Encoding": encoding})
            self.assertIsNone(plain_headers["Content-Encoding"])
            self.assertEqual(plain, gzip.decompress(packed))
            self.assertNotEqual(plain_headers["ETag"], headers["ETag"])

    def test_no_page_may_run_or_style_inline(self):
        for path in ("/", "/docs", "/docs/plain"):
            policy = self.fetch(path)[0]["Content-Security-Policy"]
            self.assertIn("script-src 'self';", policy)
            self.assertNotIn("unsafe", policy)


if __name__ == "__main__":
    webtest.main()
