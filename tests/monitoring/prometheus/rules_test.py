#!/usr/bin/python3
"""Prometheus' configuration and rules: checked by promtool, tried on made-up series, each with cases and a runbook."""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "monitoring" / "prometheus"
HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(ROOT / "monitoring" / "demo"))
import stack  # noqa: E402
import yaml  # noqa: E402

SEVERITIES = {"critical", "warning"}


def promtool(*words):
    return subprocess.run(["promtool", *map(str, words)], capture_output=True, text=True)


def alerts():
    return [rule for path in sorted((SHIPPED / "rules").glob("*.yml"))
            for group in yaml.safe_load(path.read_text())["groups"] for rule in group["rules"] if "alert" in rule]


def cases():
    return [check for path in sorted(HERE.glob("*_cases.yml"))
            for test in yaml.safe_load(path.read_text())["tests"] for check in test["alert_rule_test"]]


class Rules(unittest.TestCase):
    def test_configurations_are_valid(self):
        for name in ("prometheus.yml", "prometheus-cluster.yml"):
            with self.subTest(file=name):
                done = promtool("check", "config", SHIPPED / name)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_rules_are_valid(self):
        for path in sorted((SHIPPED / "rules").glob("*.yml")):
            with self.subTest(file=path.name):
                done = promtool("check", "rules", "--lint-fatal", path)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_rules_fire_when_they_should(self):
        done = promtool("test", "rules", *sorted(HERE.glob("*_cases.yml")))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_every_alert_has_a_case_that_fires_and_one_that_does_not(self):
        for name in (rule["alert"] for rule in alerts()):
            with self.subTest(alert=name):
                fires = {bool(check.get("exp_alerts")) for check in cases() if check["alertname"] == name}
                self.assertEqual(fires, {True, False})

    def test_alerts_say_what_people_need(self):
        names = [rule["alert"] for rule in alerts()]
        self.assertEqual(sorted(names), sorted(set(names)))
        for rule in alerts():
            with self.subTest(alert=rule["alert"]):
                self.assertIn(rule["labels"]["severity"], SEVERITIES)
                self.assertTrue(rule["labels"]["category"])
                self.assertLessEqual({"summary", "description", "runbook_url"}, set(rule["annotations"]))
                self.assertIn("for", rule)

    def test_every_alert_has_its_runbook_and_every_runbook_its_alert(self):
        text = (ROOT / "monitoring" / "RUNBOOKS.md").read_text()
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        self.assertEqual(headings, [rule["alert"] for rule in alerts()])
        for rule in alerts():
            self.assertEqual(rule["annotations"]["runbook_url"],
                             f"monitoring/RUNBOOKS.md#{rule['alert'].lower()}")
        for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
            with self.subTest(runbook=part.split("\n")[0]):
                self.assertIn("**Means:**", part)
                self.assertIn("**Users see**", part)
                self.assertRegex(part, r"\*\*Look")
                self.assertRegex(part, r"\*\*Do:\*\*|\*\*Look and do\*\*")
        for anchor in re.findall(r"\]\(#(\w+)\)", text):
            self.assertIn(anchor, [heading.lower() for heading in headings])

    def test_replicas_are_found_not_listed(self):
        jobs = {job["job_name"]: job for job in yaml.safe_load((SHIPPED / "prometheus-cluster.yml").read_text())
                ["scrape_configs"]}
        self.assertNotIn("static_configs", jobs["numerald"])
        names = [name for found in jobs["numerald"]["dns_sd_configs"] for name in found["names"]]
        self.assertEqual(sorted(names), ["numerald", "tasks.numerald"])
        self.assertLessEqual({"haproxy", "node", "alertmanager", "prometheus"}, set(jobs))

    def test_a_file_adds_replicas(self):
        """The example is what file_sd reads."""
        example = yaml.safe_load((SHIPPED / "targets" / "example.yml").read_text())
        self.assertTrue(all(":" in target for group in example for target in group["targets"]))
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "numerald-example.yml"
            path.write_text(yaml.safe_dump(example))
            config = pathlib.Path(folder) / "prometheus.yml"
            config.write_text(yaml.safe_dump({"scrape_configs": [
                {"job_name": "numerald", "file_sd_configs": [{"files": ["numerald-*.yml"]}]}]}))
            done = promtool("check", "config", config)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertNotIn("WARNING", done.stdout)


if __name__ == "__main__":
    stack.need("promtool")
    unittest.main(verbosity=2)
