#!/usr/bin/python3
"""The alerts of Prometheus beside those that numerald itself watches: inprocess_test.py NUMERALD

Same names, severities, thresholds, durations and runbooks, or two people are called for two different things.
"""
import json
import pathlib
import re
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "monitoring" / "demo"))
import stack  # noqa: E402
import yaml  # noqa: E402

RULES = ROOT / "monitoring" / "prometheus" / "rules" / "alerts.yml"
OUTSIDE = {"NumeralDown", "NumeralAbsent", "NumeralRestartLoop"}  # only Prometheus can see these
SECONDS = {"s": 1, "m": 60, "h": 3600}


class InProcess(unittest.TestCase):
    program = None
    maxDiff = None

    def test_rules_are_the_same(self):
        shipped = {}
        for group in yaml.safe_load(RULES.read_text())["groups"]:
            for rule in group["rules"]:
                if rule["alert"] in OUTSIDE:
                    continue
                threshold = re.search(r" (?:>=|<=|==|>|<) ([\d.]+)$", rule["expr"].strip()).group(1)
                held = re.fullmatch(r"(\d+)([smh])", rule["for"])
                shipped[rule["alert"]] = (rule["labels"]["severity"], float(threshold),
                                          int(held.group(1)) * SECONDS[held.group(2)],
                                          rule["annotations"]["runbook_url"])
        with tempfile.TemporaryDirectory() as folder, stack.Numerald(self.program, folder) as server:
            for address in (server.admin, server.url):
                status, body = stack.fetch(f"{address}/alerts/status")
                if status == 200:
                    break
            self.assertEqual(status, 200, body)
        own = {rule["name"]: (rule["severity"], float(rule["threshold"]), rule["for_seconds"],
                            rule["runbook"])
               for rule in json.loads(body)["rules"]}
        self.assertEqual(own, shipped)


if __name__ == "__main__":
    InProcess.program = sys.argv.pop(1)
    unittest.main(verbosity=2)
