#!/usr/bin/env python3
"""/openapi.json before a validator that is not ours, and real answers before it: openapi_test.py NUMERALD WORK

WORK is a folder for the validator, which npm fetches: pinned, by openapi/package-lock.json.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

import servers
import webtest

HERE = pathlib.Path(__file__).resolve().parent / "openapi"
PATIENCE = 120  # seconds for npm


def skip(why):
    print(f"SKIPPED: {why}, so nobody but us has looked at /openapi.json.", file=sys.stderr)
    sys.exit(webtest.SKIPPED)


def install(work):
    if shutil.which("npm") is None or shutil.which("node") is None:
        skip("there is no npm")
    work.mkdir(parents=True, exist_ok=True)
    for file in HERE.iterdir():
        shutil.copy(file, work)
    try:
        npm = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1"],
                             cwd=work, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        skip("npm could not fetch the validator in time")
    if "EINTEGRITY" in npm.stderr:
        sys.exit("What npm fetched is not what the lock file pins:\n" + npm.stderr)
    if npm.returncode != 0:
        skip("npm could not fetch the validator:\n" + npm.stderr)


class OpenApiTest(unittest.TestCase):
    def setUp(self):
        self.server = servers.Server(NUMERALD)
        self.addCleanup(self.server.stop)
        self.documents = {"data": self.get(self.server.url), "admin": self.get(self.server.admin)}

    def get(self, base):
        with urllib.request.urlopen(base + "/openapi.json") as answer:
            return json.load(answer)

    def ask(self, method, path, body=None, query="", **headers):
        request = urllib.request.Request(self.server.url + path + query, body, headers, method=method)
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return {"document": "data", "method": method.lower(), "path": path, "status": answer.status,
                    "type": answer.headers["Content-Type"], "body": json.load(answer)}

    def validate(self, documents, answers=()):
        """What was found, empty for nothing."""
        file = WORK / "documents.json"
        file.write_text(json.dumps({"documents": documents, "answers": list(answers)}))
        node = subprocess.run(["node", "validate.mjs", file.name], cwd=WORK, capture_output=True, text=True)
        self.assertEqual(node.returncode, 1 if node.stderr else 0)
        return node.stderr

    def test_both_ports_describe_themselves_well(self):
        self.assertEqual(self.validate(self.documents), "")

    def test_answers_are_as_described(self):
        json_type = {"Content-Type": "application/json"}
        drawings = webtest.ROOT / "tests/data/drawings"
        answers = [self.ask("POST", "/predict", (drawings / f"{name}.json").read_bytes(), **json_type)
                   for name in ("digit-4", "number-4073")]
        answers += [self.ask("POST", "/predict", (drawings / "digit-4.json").read_bytes(), "?include=input,steps", **json_type),
                    self.ask("POST", "/predict", b'{"strokes": []}', **json_type),
                    self.ask("POST", "/predict", b"{", **json_type),
                    self.ask("POST", "/predict", b"no image", **{"Content-Type": "image/png"}),
                    self.ask("POST", "/predict", b'{"strokes": []}', "?model=nobody", **json_type)]
        self.assertEqual([answer["status"] for answer in answers], [200, 200, 200, 200, 400, 415, 404])
        self.assertEqual(self.validate(self.documents, answers), "")

    def test_mistakes_are_found(self):
        """Or the tests above would say nothing."""
        for spoil in (lambda d: d["info"].pop("title"),
                      lambda d: d["paths"].update({"/a/{b}": {"get": {"operationId": "x", "responses": {"200": {"description": ""}}}}}),
                      lambda d: d["paths"]["/predict"]["post"]["responses"]["200"]["content"]["application/json"].update(
                          {"schema": {"$ref": "#/components/schemas/Nothing"}})):
            documents = json.loads(json.dumps(self.documents))
            spoil(documents["data"])
            self.assertNotEqual(self.validate(documents), "")


if __name__ == "__main__":
    NUMERALD, WORK = sys.argv[1], pathlib.Path(sys.argv[2])
    del sys.argv[1:3]
    install(WORK)
    unittest.main(verbosity=2)
