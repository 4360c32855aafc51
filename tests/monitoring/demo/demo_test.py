#!/usr/bin/python3
"""The demonstration, as quick as it goes: an alert from fault to mail and back, with the real programs: demo_test.py NUMERALD"""
import pathlib
import re
import socket
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "monitoring" / "demo"))
import stack  # noqa: E402

STEPS = ["started", "well", "fault", "pending", "firing", "mail", "mended", "resolved", "mail", "ended"]


class Demo(unittest.TestCase):
    program = None

    def test_an_alert_lives_and_ends(self):
        done = subprocess.run([sys.executable, "-B", ROOT / "monitoring/demo/demo.py", self.program, "--short"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        steps = re.findall(r"^ *[\d.]+ s  (\w+) +(.*)$", done.stdout, re.MULTILINE)
        self.assertEqual([step for step, _ in steps], STEPS, done.stdout)
        mails = [words for step, words in steps if step == "mail"]
        self.assertRegex(mails[0], r"^\[FIRING 1\] NumeralDown \(critical\) \| 127\.0\.0\.1:\d+ is down$")
        self.assertRegex(mails[1], r"^\[RESOLVED\] NumeralDown \(critical\) \| ")
        self.assertIn("Shortened:", done.stdout)
        for port in re.findall(r"127\.0\.0\.1:(\d+)", steps[0][1]):
            with self.subTest(port=port), self.assertRaises(OSError):
                socket.create_connection(("127.0.0.1", int(port)), timeout=5).close()


if __name__ == "__main__":
    stack.need("prometheus", "prometheus-alertmanager", modules=["aiosmtpd"])
    Demo.program = sys.argv.pop(1)
    unittest.main(verbosity=2)
