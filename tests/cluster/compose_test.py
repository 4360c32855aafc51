#!/usr/bin/env python3
"""What in docker/compose.yaml and the Dockerfile must not be lost, without an engine: compose_test.py"""
import pathlib
import re
import sys
import unittest

import yaml

sys.dont_write_bytecode = True
import images  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"


def compose():
    return yaml.safe_load((DOCKER / "compose.yaml").read_text())


def published(services):
    """Port outside and service of all that others can reach."""
    ports = [(port.split(":"), name) for name, service in services.items() for port in service.get("ports", [])]
    return {(words[-2], name) for words, name in ports if words[0] != "127.0.0.1"}


class ComposeTest(unittest.TestCase):
    def setUp(self):
        self.compose = compose()
        self.services = self.compose["services"]

    def inProfile(self, profile):
        return {name for name, service in self.services.items() if profile in service["profiles"]}

    def test_profiles(self):
        watching = {"prometheus", "alertmanager", "grafana", "node-exporter"}
        self.assertEqual(self.inProfile("cluster"), watching | {"gateway", "numerald"})
        self.assertEqual(self.inProfile("single"), watching | {"single"})
        self.assertEqual(self.inProfile("load"), {"load"})
        self.assertIn("COMPOSE_PROFILES=cluster", (DOCKER / ".env").read_text())

    def test_nothingIsPublishedButWhatUsersKnow(self):
        self.assertEqual(published(self.services), {("8000", "gateway"), ("8000", "single"), ("9090", "prometheus"),
                                                    ("3000", "grafana")})

    def test_replicasAreBoundedAndMayDoNothingButServe(self):
        for name in ("numerald", "single"):
            service = self.services[name]
            self.assertTrue(service["read_only"])
            self.assertEqual(service["cap_drop"], ["ALL"])
            self.assertEqual(service["security_opt"], ["no-new-privileges:true"])
            self.assertEqual(service["deploy"]["resources"]["limits"],
                             {"cpus": "${NUMERAL_CPUS:-1}", "memory": "${NUMERAL_MEMORY:-768M}"})
            self.assertIn("MODEL_PATH", service["environment"])
        self.assertEqual(self.services["numerald"]["deploy"]["replicas"], "${NUMERAL_REPLICAS:-3}")

    def test_repliesAreWaitedForBeforeTheEnd(self):
        grace = float(self.services["numerald"]["stop_grace_period"].rstrip("s"))
        self.assertGreater(grace, float(self.services["numerald"]["environment"]["NUMERAL_DRAIN_DELAY"]) + 25)

    def test_allStartAgainAndBoundTheirLogs(self):
        for name, service in self.services.items():
            self.assertEqual(service["logging"]["options"], {"max-size": "10m", "max-file": "3"}, name)
            if name != "load":
                self.assertEqual(service["restart"], "unless-stopped", name)

    def test_theGatewayWaitsForHealth(self):
        self.assertEqual(self.services["gateway"]["depends_on"]["numerald"], {"condition": "service_healthy"})
        self.assertIn("HEALTHCHECK", (DOCKER / "Dockerfile").read_text())

    def test_replicasBelieveTheNetworkOfTheGatewayAlone(self):
        subnet = self.compose["networks"]["serving"]["ipam"]["config"][0]["subnet"]
        self.assertEqual(self.services["numerald"]["environment"]["NUMERAL_TRUSTED_PROXY"], subnet)
        members = {name for name, service in self.services.items() if "serving" in service["networks"]}
        self.assertEqual(members, {"gateway", "numerald", "load"})

    def test_theGatewayLetsALeavingReplicaFinish(self):
        config = (DOCKER / "haproxy/haproxy.cfg").read_text()
        self.assertIn("option httpchk GET /readyz?draining=404", config)
        self.assertNotRegex(config, r"\n[^#\n]*shutdown-sessions")
        for name in ("predict", "replicas"):
            backend = re.search(rf"^backend {name}\n((?: .*\n)+)", config, re.M)[1]
            self.assertIn("http-check disable-on-404", backend)

    def test_filesThatAreMountedAreThere(self):
        for name, service in self.services.items():
            for volume in service.get("volumes", []):
                source = volume.partition(":")[0]
                if source.startswith("."):
                    self.assertTrue((DOCKER / source).exists(), f"{name}: {source}")
                elif ":" in volume and not source.startswith("/"):
                    self.assertIn(source, self.compose["volumes"], name)

    def test_standInsHaveTheNamesOfTheImages(self):
        named = {service["image"] for service in self.services.values()}
        for image in images.STANDINS:
            self.assertIn(re.sub(r"^docker\.io/(library/)?", "", image), named)


class DockerfileTest(unittest.TestCase):
    def test_theLastStageStartsFromNothingAndIsNoRoot(self):
        last = (DOCKER / "Dockerfile").read_text().rpartition("\nFROM ")[2]
        self.assertTrue(last.startswith("scratch"))
        for line in ("USER 10001:10001", "EXPOSE 8000 18000", "HEALTHCHECK ", "STOPSIGNAL SIGTERM",
                     'LABEL org.opencontainers.image.title="Numeral"'):
            self.assertIn(line, last)
        self.assertNotIn("\nRUN ", last)


if __name__ == "__main__":
    unittest.main()
