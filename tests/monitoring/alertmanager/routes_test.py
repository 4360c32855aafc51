#!/usr/bin/python3
"""Alertmanager's configuration: checked by amtool, and where each alert goes."""
import pathlib
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
CONFIG = ROOT / "monitoring" / "alertmanager" / "alertmanager.yml"
RULES = ROOT / "monitoring" / "prometheus" / "rules"
sys.path.insert(0, str(ROOT / "monitoring" / "demo"))
import stack  # noqa: E402
import yaml  # noqa: E402


def amtool(*words):
    return subprocess.run(["amtool", *map(str, words)], capture_output=True, text=True)


def alerts():
    return [rule for path in sorted(RULES.glob("*.yml")) for group in yaml.safe_load(path.read_text())["groups"]
            for rule in group["rules"] if "alert" in rule]


class Routes(unittest.TestCase):
    config = yaml.safe_load(CONFIG.read_text())

    def goes_to(self, receiver, **labels):
        done = amtool("config", "routes", "test", f"--config.file={CONFIG}", f"--verify.receivers={receiver}",
                      *(f"{name}={value}" for name, value in labels.items()))
        self.assertEqual(done.returncode, 0, f"{labels}: {done.stdout}{done.stderr}")

    def test_configuration_and_templates_are_valid(self):
        done = amtool("check-config", CONFIG)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("1 templates", done.stdout)

    def test_every_alert_goes_where_its_severity_says(self):
        for rule in alerts():
            with self.subTest(alert=rule["alert"]):
                severity = rule["labels"]["severity"]
                wanted = {"critical": "mail-and-webhook", "warning": "mail"}[severity]
                if rule["alert"] == "NumeralMailFailing":
                    wanted = "webhook"
                self.goes_to(wanted, alertname=rule["alert"], severity=severity)

    def test_what_nobody_thought_of_goes_by_mail(self):
        self.goes_to("mail", alertname="Other")

    def test_secrets_stand_in_files(self):
        text = CONFIG.read_text()
        self.assertNotRegex(text, r"(?m)^\s*(smtp_auth_password|auth_password|auth_secret|credentials|password|"
                                  r"bearer_token|api_url|slack_api_url):")
        self.assertNotRegex(text, r"://[^/\s]*:[^/\s]*@")
        ignored = (ROOT / ".gitignore").read_text()
        for path in re.findall(r"_file: (\S+)", text):
            self.assertTrue(path.startswith("secrets/"))
        self.assertIn("/monitoring/alertmanager/secrets/", ignored)

    def test_receivers_say_when_it_is_over(self):
        for receiver in self.config["receivers"]:
            for kind in ("email_configs", "webhook_configs"):
                for way in receiver.get(kind, []):
                    self.assertIs(way["send_resolved"], True)

    def silenced(self, source, target):
        """As Alertmanager decides it, read from the shipped rules."""
        def met(matchers, labels):
            for matcher in matchers:
                name, sign, value = re.fullmatch(r'(\w+)(=~|!~|!=|=)"(.*)"', matcher).groups()
                same = (re.fullmatch(value, labels.get(name, "")) is not None) if "~" in sign else \
                    labels.get(name, "") == value
                if same == sign.startswith("!"):
                    return False
            return True
        return any(met(rule["source_matchers"], source) and met(rule["target_matchers"], target) and
                   all(source.get(name, "") == target.get(name, "") for name in rule["equal"])
                   for rule in self.config["inhibit_rules"])

    def test_what_silences_what(self):
        rules = {rule["alert"]: rule for rule in alerts()}

        def alert(name, instance="a:18000"):
            whole = {"alertname": name, "job": "numerald", **rules[name]["labels"]}
            return whole if "Burn" in name or name == "NumeralAbsent" else {**whole, "instance": instance}

        down = alert("NumeralDown")
        for name in rules:
            with self.subTest(alert=name):
                other = alert(name)
                self.assertEqual(self.silenced(down, other), name != "NumeralDown" and "instance" in other)
                self.assertFalse("instance" in other and self.silenced(down, alert(name, "b:18000")))
                self.assertFalse(self.silenced(other, other), "an alert never silences itself")
        self.assertTrue(self.silenced(alert("NumeralHighErrorRate"), alert("NumeralErrorRateElevated")))
        self.assertFalse(self.silenced(alert("NumeralErrorRateElevated"), alert("NumeralHighErrorRate")))
        self.assertFalse(self.silenced(alert("NumeralHighMemory"), alert("NumeralHighCpu")))
        for kind in ("Availability", "Latency"):
            self.assertTrue(self.silenced(alert(f"Numeral{kind}BurnFast"), alert(f"Numeral{kind}BurnSlow")))
        self.assertFalse(self.silenced(alert("NumeralAvailabilityBurnFast"), alert("NumeralLatencyBurnSlow")))
        self.assertTrue(self.silenced(alert("NumeralAbsent"), alert("NumeralAvailabilityBurnFast")))

    def test_every_critical_alert_has_a_category_of_its_own_warning(self):
        """A category that a critical alert shares with a warning about something else would hide that."""
        pairs = {frozenset(pair) for pair in (
            ("NumeralHighErrorRate", "NumeralErrorRateElevated"),
            ("NumeralAvailabilityBurnFast", "NumeralAvailabilityBurnSlow"),
            ("NumeralLatencyBurnFast", "NumeralLatencyBurnSlow"))}
        by_category = {}
        for rule in alerts():
            by_category.setdefault(rule["labels"]["category"], set()).add(rule["alert"])
        self.assertEqual({frozenset(names) for names in by_category.values() if len(names) > 1}, pairs)


if __name__ == "__main__":
    stack.need("amtool")
    unittest.main(verbosity=2)
