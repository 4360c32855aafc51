#!/usr/bin/python3
"""Every query of every dashboard and rule, asked of a real Prometheus: proof_test.py NUMERALD [NVML]

Prometheus scrapes real numeralds; one of them has limits of processors and memory where such a group can be made, and
the GPUs that the library NVML tells of.

A panel without data looks like a service without trouble; so each query must give numbers here, from metrics and
labels that numerald really has. What may be empty on this machine stands in ABSENT and EMPTY with its reason, and only
as long as it is so.
"""
import functools
import math
import pathlib
import re
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "monitoring" / "demo"))
import dashboards  # noqa: E402
import promql  # noqa: E402
import stack  # noqa: E402
import stage  # noqa: E402
import yaml  # noqa: E402

PATIENCE = 150  # until every query has had its data: sanitizers and busy machines take their time
PROMETHEUS_OWN = {"up", "ALERTS"}


def has_gpu():
    return any(pathlib.Path("/dev").glob("nvidia[0-9]*"))


def tells_of_gpus():
    return has_gpu() or Proof.library is not None


def limited(name, unlimited):
    """Whether this cgroup or one above it has a limit."""
    group = pathlib.Path("/sys/fs/cgroup", *pathlib.Path("/proc/self/cgroup").read_text().split("::")[-1:]
                         [0].strip().strip("/").split("/"))
    return Proof.stage.limited or any((folder / name).is_file() and not (folder / name).read_text().startswith(unlimited)
               for folder in (group, *group.parents))


# Metrics that this machine may not have: (pattern, why, whether it must have them after all).
ABSENT = [
    (r"system_gpu_\w+", "there is no GPU", tells_of_gpus),
    (r"numeral_container_cpu_\w+", "no limit of processors is set", lambda: limited("cpu.max", "max")),
    (r"numeral_container_memory_\w+", "no limit of memory is set", lambda: limited("memory.max", "max")),
]
# Queries that may be empty though the metric is there: (where, why, whether they must not be after all).
EMPTY = [
    ("numeral-system: The model's time on a GPU A", "no request has met a GPU", has_gpu),
]


def finite(result):
    """The series with a number in them that is one."""
    return [series for series in result if any(math.isfinite(float(value))
            for _, value in series.get("values", [series.get("value", (0, "nan"))]))]


def exposed(text):
    """The labels of each series' name in an exposition."""
    found = {}
    for name, labels in re.findall(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$", text, re.MULTILINE):
        found.setdefault(name, set()).update(re.findall(r'(\w+)="', labels))
    return found


@functools.cache
def rules():
    """(where, expression without its threshold, recorded name or None) of every rule."""
    found = []
    for path in sorted((ROOT / "monitoring/prometheus/rules").glob("*.yml")):
        for group in yaml.safe_load(path.read_text())["groups"]:
            for rule in group["rules"]:
                expression = re.sub(r" (>=|<=|==|>|<) [\d.]+( \* [\d.]+)?", "", rule["expr"])
                expression = re.sub(r"^absent\((.*)\)$", r"\1", expression.strip())
                found.append((f"{path.name}: {rule.get('alert') or rule['record']}", expression, rule.get("record")))
    return found


class Proof(unittest.TestCase):
    program = None
    library = None
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="numeral-proof-"))
        environment = {}
        if cls.library and not has_gpu():
            libraries = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="numeral-proof-"))
            (pathlib.Path(libraries) / "libnvidia-ml.so.1").symlink_to(cls.library)
            environment["LD_LIBRARY_PATH"] = libraries
        cls.stage = cls.enterClassContext(stage.play(cls.program, folder, environment))
        cls.prometheus = cls.stage.prometheus
        cls.began = time.time()
        cls.stage.reload()
        # An alert of one instance, for the annotations; burn-rate alerts have none. It must be so old that a range
        # in steps of a second meets it.
        stack.wait(lambda: cls.prometheus.query('ALERTS{alertname="NumeralLoadShed", alertstate="firing"} offset 2s'),
                   "an alert about the queue that is too small")
        cls.questions = [(asked.where, dashboards.filled(asked.expression), asked)
                         for board in dashboards.boards()
                         for asked in dashboards.panel_queries(board) + dashboards.annotation_queries(board)]
        cls.questions += [(where, expression, None) for where, expression, _ in rules()]
        cls.results = {}
        cls.ask_until_answered()
        cls.labels = {}
        for server in (cls.stage.good, cls.stage.small):
            for name, labels in exposed(stack.fetch(f"{server.admin}/metrics")[1].decode()).items():
                cls.labels.setdefault(name, set()).update(labels)

    @classmethod
    def ask_until_answered(cls):
        """Each query is asked until it has had data once, or there is no patience left."""
        end = time.monotonic() + PATIENCE
        open_ = cls.questions
        while open_ and time.monotonic() < end:
            for where, expression, asked in open_:
                if asked is None or asked.instant:
                    result = cls.prometheus.query(expression)
                else:
                    result = cls.prometheus.query_range(expression, cls.began, time.time(), "1s")
                cls.results[where] = finite(result)
            open_ = [question for question in open_ if not cls.results[question[0]] and not cls.excused(question)]
            time.sleep(0.5)

    @classmethod
    def enterClassContext(cls, context):
        """Python 3.11 has it; Debian 12's unittest does too, older ones not."""
        entered = context.__enter__()
        cls.addClassCleanup(context.__exit__, None, None, None)
        return entered

    @staticmethod
    def excused(question):
        where, expression, _ = question
        if any(where == name and not there() for name, _, there in EMPTY):
            return True
        names = [selector.name for selector, _ in promql.read(expression).selectors()]
        return any(re.fullmatch(pattern, name) and not there() for name in names for pattern, _, there in ABSENT)

    def test_every_query_has_data(self):
        proven = sum(bool(result) for result in self.results.values())
        print(f"\n{proven} of {len(self.questions)} queries have data", file=sys.stderr)
        for question in self.questions:
            with self.subTest(query=question[0]):
                if not self.excused(question):
                    self.assertTrue(self.results[question[0]], question[1])

    def test_excuses_hold(self):
        """Whoever has data needs no excuse."""
        for pattern, why, there in ABSENT:
            with self.subTest(pattern=pattern):
                met = [name for name in self.labels if re.fullmatch(pattern, name)]
                self.assertTrue(there() or not met, f"{why}, and yet there is {met}")
                used = [name for name, _ in self.names() if re.fullmatch(pattern, name)]
                self.assertTrue(used, "no query needs this excuse")
        for where, why, there in EMPTY:
            with self.subTest(where=where):
                self.assertIn(where, self.results)
                self.assertTrue(there() or not self.results[where], f"{why}, and yet there is data")

    def names(self):
        """Every selector's name with the labels it is matched by."""
        for where, expression, _ in self.questions:
            for selector, _ in promql.read(expression).selectors():
                yield selector.name, {label for label, _, _ in selector.labels}

    @functools.cache
    def known(self, name):
        """The labels a series of this name may have once Prometheus has it."""
        if name in PROMETHEUS_OWN or name in {record for _, _, record in rules()}:
            return {label for series in self.prometheus.ask("series", **{"match[]": name}) for label in series}
        return self.labels[name] | {"job", "instance"} if name in self.labels else None

    def test_metrics_and_labels_are_numeralds(self):
        for where, expression, _ in self.questions:
            node = promql.read(expression)
            with self.subTest(query=where):
                for inner, _ in node.walk():
                    below = [selector.name for selector, _ in inner.selectors()]
                    if any(re.fullmatch(pattern, name) and not there() for name in below for pattern, _, there in ABSENT):
                        continue
                    for name in below:
                        self.assertIsNotNone(self.known(name), f"there is no {name}")
                    labels = {label[0] if inner.kind == "selector" else label for label in inner.labels}
                    self.assertLessEqual(labels, set().union(*map(self.known, below)) if below else set())

    def test_legends_name_labels_that_are_there(self):
        for where, _, asked in self.questions:
            if asked is None or not self.results[where]:
                continue
            with self.subTest(query=where):
                for label in re.findall(r"\{\{\s*(\w+)\s*\}\}", asked.legend):
                    self.assertTrue(any(label in series["metric"] for series in self.results[where]), label)

    def test_graphs_stay_readable(self):
        """A graph of more than forty lines is none."""
        for where, _, asked in self.questions:
            if asked is not None and asked.kind == "timeseries":
                with self.subTest(query=where):
                    self.assertLessEqual(len(self.results[where]), 40)

    def test_variables_have_values(self):
        for board in dashboards.boards():
            for name, selector, label in dashboards.variable_queries(board):
                with self.subTest(board=board["uid"], variable=name):
                    found = self.prometheus.ask(f"label/{label}/values", **{"match[]": dashboards.filled(selector)})
                    self.assertTrue(found)

    def test_every_family_of_numerald_is_shown_or_used(self):
        """A metric that nobody looks at costs each scrape."""
        shown = {promql.family(name) for name, _ in self.names()}
        for name in sorted({promql.family(name) for name in self.labels}):
            with self.subTest(family=name):
                self.assertTrue(name in shown or name in NOT_SHOWN, name)

    def test_prediction_requests_are_what_numerald_says(self):
        """It counts clients on the prediction routes alone; rules and panels name these routes."""
        text = stack.fetch(f"{self.stage.good.admin}/metrics")[1].decode()
        lines = re.findall(r'^api_requests_total\{(.*client_ip="[^"]+".*)\}', text, re.MULTILINE)
        counted = {(re.search(r'method="([^"]*)"', labels).group(1), re.search(r'endpoint="([^"]*)"', labels).group(1))
                   for labels in lines}
        named = {value for _, expression, _ in self.questions for selector, _ in promql.read(expression).selectors()
                 for label, sign, value in selector.labels if label == "endpoint" and sign == "=~"}
        self.assertEqual(len(named), 1, named)
        self.assertEqual(counted, {("POST", endpoint) for endpoint in named.pop().split("|")})

    def test_rules_are_all_evaluated(self):
        for group in self.prometheus.ask("rules")["groups"]:
            for rule in group["rules"]:
                with self.subTest(rule=rule["name"]):
                    self.assertEqual(rule["health"], "ok", rule.get("lastError"))


# Kept for people's own dashboards and scripts; ours show the same by another name.
NOT_SHOWN = {
    "http_requests_total": "as api_requests_total, under the FastAPI instrumentator's name",
    "http_request_duration_seconds": "as api_request_duration_seconds, under the FastAPI instrumentator's name",
    "model_inference_time_cpu_seconds": "as model_inference_time_total_seconds of the device cpu",
    "numeral_inference_batch_duration_seconds": "for benchmarks: the stage forward is what requests feel",
    "process_virtual_memory_max_bytes": "unlimited as a rule",
}

if __name__ == "__main__":
    stack.need("prometheus")
    Proof.program = sys.argv.pop(1)
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-") and pathlib.Path(sys.argv[1]).is_file():
        Proof.library = sys.argv.pop(1)
    unittest.main(verbosity=2)
