#!/usr/bin/env python3
"""What in docker/kubernetes must not be lost: kubernetes_test.py [FOLDER]

Builds the overlays with kubectl where it is there; reads their files one by one elsewhere. Holds all objects against the
published schemas, which npm fetches into the folder.
"""
import importlib.util
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docker" / "kubernetes"
sys.dont_write_bytecode = True


def built(overlay):
    """All objects of an overlay."""
    folder = FOLDER / "overlays" / overlay
    if shutil.which("kubectl"):
        text = subprocess.run(["kubectl", "kustomize", folder], capture_output=True, text=True, check=True).stdout
        return list(yaml.safe_load_all(text))
    objects = []
    for name in yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]:
        path = (folder / name).resolve()
        if path.is_dir():
            objects += built(path.name) if path.parent.name == "overlays" else [
                found for file in yaml.safe_load((path / "kustomization.yaml").read_text())["resources"]
                for found in yaml.safe_load_all((path / file).read_text())]
        else:
            objects += yaml.safe_load_all(path.read_text())
    return objects


def module(name):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def examples():
    return list(yaml.safe_load_all((FOLDER / "secret.example.yaml").read_text()))


def validator(folder):
    """The script beside the schemas that it reads; None where they cannot be fetched."""
    source = ROOT / "tests" / "cluster" / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    lock = "package-lock.json"
    fetched = (folder / "node_modules").is_dir() and (folder / lock).read_bytes() == (source / lock).read_bytes()
    for file in source.iterdir():
        shutil.copy(file, folder)
    if not fetched:
        shutil.rmtree(folder / "node_modules", ignore_errors=True)
        if not shutil.which("npm") or subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1"],
                cwd=folder, capture_output=True, timeout=300).returncode != 0:
            shutil.rmtree(folder / "node_modules", ignore_errors=True)
            return None
    return folder / "validate.mjs"


def only(objects, kind):
    found = [item for item in objects if item["kind"] == kind]
    assert len(found) == 1, f"{len(found)} objects of kind {kind}"
    return found[0]


class KubernetesTest(unittest.TestCase):
    def setUp(self):
        self.objects = built("operator")
        self.deployment = only(self.objects, "Deployment")
        self.pod = self.deployment["spec"]["template"]["spec"]
        self.container = self.pod["containers"][0]

    def test_probesAskTheAdminPort(self):
        for probe, path in (("startupProbe", "/readyz"), ("readinessProbe", "/readyz"), ("livenessProbe", "/livez")):
            self.assertEqual(self.container[probe]["httpGet"], {"path": path, "port": "admin"})
        ports = {port["name"]: port["containerPort"] for port in self.container["ports"]}
        self.assertEqual(ports, {"http": 8000, "admin": 18000})

    def test_thereIsTimeToDrain(self):
        environment = {entry["name"]: entry.get("value") for entry in self.container["env"]}
        drain = float(environment["NUMERAL_DRAIN_DELAY"]) + float(environment["NUMERAL_DRAIN_TIMEOUT"])
        self.assertGreater(self.pod["terminationGracePeriodSeconds"], drain)
        probe = self.container["readinessProbe"]
        self.assertGreater(float(environment["NUMERAL_DRAIN_DELAY"]), probe["periodSeconds"] * probe["failureThreshold"])
        self.assertEqual(self.deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"], 0)

    def test_itMayDoNothingButServe(self):
        self.assertTrue(self.pod["securityContext"]["runAsNonRoot"])
        self.assertEqual(self.pod["securityContext"]["runAsUser"], 10001)
        self.assertFalse(self.pod["automountServiceAccountToken"])
        context = self.container["securityContext"]
        self.assertTrue(context["readOnlyRootFilesystem"])
        self.assertFalse(context["allowPrivilegeEscalation"])
        self.assertEqual(context["capabilities"], {"drop": ["ALL"]})
        writable = {mount["mountPath"] for mount in self.container["volumeMounts"] if not mount.get("readOnly")}
        self.assertEqual(writable, {"/tmp", "/var/lib/numeral"})

    def test_everyPartSpeaksOfTheSamePods(self):
        labels = self.deployment["spec"]["template"]["metadata"]["labels"]
        selectors = [self.deployment["spec"]["selector"]["matchLabels"],
                     only(self.objects, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
                     only(self.objects, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
                     only(self.objects, "PodMonitor")["spec"]["selector"]["matchLabels"]]
        selectors += [item["spec"]["selector"] for item in self.objects if item["kind"] == "Service"]
        self.assertEqual(len(selectors), 6)
        for selector in selectors:
            self.assertLessEqual(selector.items(), labels.items())

    def test_adminPortIsForThoseWhoWatch(self):
        rules = only(self.objects, "NetworkPolicy")["spec"]["ingress"]
        sources = {port["port"]: rule.get("from") for rule in rules for port in rule["ports"]}
        watching = [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}]
        self.assertEqual(sources, {"http": None, "admin": watching})

    def test_replicasAreSpreadAndNotEvictedAtOnce(self):
        spread = {rule["topologyKey"] for rule in self.pod["topologySpreadConstraints"]}
        self.assertEqual(spread, {"kubernetes.io/hostname", "topology.kubernetes.io/zone"})
        self.assertEqual(only(self.objects, "PodDisruptionBudget")["spec"]["maxUnavailable"], 1)

    def test_resourcesAreBounded(self):
        limits = self.container["resources"]["limits"]
        self.assertEqual(limits["cpu"], "1")
        self.assertIn("memory", limits)

    def test_autoscalersFindTheDeployment(self):
        cpu = only(built("cpu"), "HorizontalPodAutoscaler")["spec"]
        queue = only(self.objects, "ScaledObject")["spec"]
        for target, most in ((cpu["scaleTargetRef"], cpu["maxReplicas"]),
                             (queue["scaleTargetRef"], queue["maxReplicaCount"])):
            self.assertEqual(target["name"], self.deployment["metadata"]["name"])
            self.assertGreaterEqual(most, 10)
        self.assertEqual({trigger["type"] for trigger in queue["triggers"]}, {"prometheus", "cpu"})
        self.assertNotIn("replicas", self.deployment["spec"])

    def test_theJobHasTheNameThatRulesKnow(self):
        relabelings = only(self.objects, "PodMonitor")["spec"]["podMetricsEndpoints"][0]["relabelings"]
        self.assertIn({"targetLabel": "job", "replacement": "numerald"}, relabelings)

    def test_rulesAndDashboardsAreThoseOfMonitoring(self):
        objects = module("rules").objects()
        names = {rule.get("alert") for group in objects[0]["spec"]["groups"] for rule in group["rules"]}
        self.assertIn("NumeralHighErrorRate", names)
        dashboards = list((ROOT / "monitoring/grafana/dashboards").glob("*.json"))
        self.assertEqual(len(objects) - 1, len(dashboards))
        for item in objects[1:]:
            self.assertRegex(item["metadata"]["name"], r"^[a-z0-9.-]+$")
            for text in item["data"].values():
                json.loads(text)

    def test_theExampleSecretsHoldWhatTheContainerReads(self):
        settings, keys = examples()
        self.assertEqual(settings["metadata"]["name"], self.container["envFrom"][0]["secretRef"]["name"])
        for name in settings["stringData"]:
            self.assertTrue(name.startswith("NUMERAL_"))
        volume = next(item for item in self.pod["volumes"] if item.get("secret"))
        self.assertEqual(volume["secret"], {"secretName": keys["metadata"]["name"], "optional": True})
        mount = next(item for item in self.container["volumeMounts"] if item["name"] == volume["name"])
        self.assertTrue(mount["readOnly"])
        path = pathlib.PurePosixPath(settings["stringData"]["NUMERAL_API_KEY_FILE"])
        self.assertEqual(str(path.parent), mount["mountPath"])
        self.assertIn(path.name, keys["stringData"])

    def test_everyFieldIsOneOfThePublishedSchemas(self):
        script = validator(SCHEMAS)
        if script is None:
            self.skipTest("npm could not fetch the schemas")
        objects = self.objects + built("cpu") + module("rules").objects() + examples()
        done = subprocess.run(["node", script], input=json.dumps(objects), capture_output=True, text=True, timeout=300)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)


SCHEMAS = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else pathlib.Path(tempfile.gettempdir()) / "numeral-schemas"

if __name__ == "__main__":
    unittest.main()
