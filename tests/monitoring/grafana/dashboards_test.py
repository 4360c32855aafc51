#!/usr/bin/python3
"""The dashboards by themselves: made from their source, laid out, and by the rules of Grafana's dashboard-linter."""
import configparser
import pathlib
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "monitoring" / "demo"))
import dashboards  # noqa: E402
import promql  # noqa: E402
import stack  # noqa: E402,F401 (it says so where PyYAML is missing)
import yaml  # noqa: E402

VALUED = {"stat", "timeseries", "gauge", "bargauge", "barchart", "table", "heatmap", "state-timeline"}
COUNTERS = re.compile(r"_(total|bucket|sum|count)$")
UIDS = ["numeral-classic", "numeral-fleet", "numeral-model-quality", "numeral-overview", "numeral-system"]


class Dashboards(unittest.TestCase):
    def each(self):
        for board in dashboards.boards():
            with self.subTest(board=board["uid"]):
                yield board

    def each_panel(self):
        for board in dashboards.boards():
            for panel in dashboards.panels(board):
                with self.subTest(board=board["uid"], panel=panel["title"]):
                    yield board, panel

    def each_query(self):
        for board in dashboards.boards():
            for asked in dashboards.panel_queries(board):
                with self.subTest(query=asked.where):
                    yield asked, promql.read(asked.expression)

    def test_are_what_their_source_writes(self):
        done = subprocess.run([sys.executable, dashboards.GRAFANA / "generate.py", "--check"], capture_output=True,
                              text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_addresses_stay(self):
        """People bookmark and link them."""
        self.assertEqual(sorted(board["uid"] for board in dashboards.boards()), UIDS)
        titles = [board["title"] for board in dashboards.boards()]
        self.assertEqual(len(titles), len(set(titles)))
        for path in (dashboards.GRAFANA / "dashboards").iterdir():
            self.assertIn(path.stem, UIDS)

    def test_are_not_edited_in_place(self):
        for board in self.each():
            self.assertIs(board["editable"], False)
            self.assertIsNone(board["id"])

    def test_link_to_each_other_and_to_the_runbooks(self):
        for board in self.each():
            self.assertIn("numeral", board["tags"])
            kinds = {link["type"]: link for link in board["links"]}
            self.assertEqual(kinds["dashboards"]["tags"], ["numeral"])
            self.assertTrue(kinds["dashboards"]["includeVars"] and kinds["dashboards"]["keepTime"])
            self.assertEqual(kinds["link"]["url"], "${runbooks}")

    def test_panels_link_to_runbooks_that_exist(self):
        headings = re.findall(r"^## (\w+)$", (dashboards.ROOT / "monitoring/RUNBOOKS.md").read_text(), re.MULTILINE)
        anchors = {heading.lower() for heading in headings}
        linked = 0
        for _, panel in self.each_panel():
            for link in panel.get("links", []):
                linked += 1
                self.assertIn(link["url"].removeprefix("${runbooks}#"), anchors)
        self.assertGreater(linked, 20)

    def test_mark_reloads_restarts_and_alerts(self):
        for board in self.each():
            names = {asked["name"] for asked in board["annotations"]["list"]}
            self.assertLessEqual({"Model reloads", "Restarts", "Alerts"}, names)

    def test_source_job_and_instance_can_be_chosen(self):
        for board in self.each():
            variables = {variable["name"]: variable for variable in board["templating"]["list"]}
            source = variables["datasource"]
            self.assertEqual((source["type"], source["query"], source["label"]),
                             ("datasource", "prometheus", "Data source"))
            for name in ("job", "instance"):
                self.assertEqual(variables[name]["label"], name.capitalize())
                self.assertIs(variables[name]["multi"], True)
                self.assertEqual(variables[name]["allValue"], ".+")
            for variable in variables.values():
                if variable["type"] == "query":
                    self.assertEqual(variable["datasource"]["uid"], "${datasource}")
                    self.assertEqual(variable["refresh"], 2, "asked again when the time changes")
            for _, selector, _ in dashboards.variable_queries(board):
                promql.read(selector)

    def test_panels_say_what_they_show(self):
        for board, panel in self.each_panel():
            self.assertIn(panel["type"], VALUED)
            self.assertTrue(panel["title"])
            self.assertTrue(panel["description"].endswith("."), panel["description"])
            self.assertEqual(panel["datasource"]["uid"], "${datasource}")
            self.assertTrue(panel["targets"])
            self.assertTrue(panel["fieldConfig"]["defaults"]["unit"])
            self.assertTrue(panel["fieldConfig"]["defaults"].get("thresholds") or panel["type"] == "heatmap")
            if panel["type"] == "timeseries":
                self.assertTrue(panel["options"]["legend"]["showLegend"])

    def test_panels_lie_side_by_side(self):
        for board in self.each():
            titles = [panel["title"] for panel in dashboards.panels(board)]
            self.assertEqual(sorted(titles), sorted(set(titles)))
            ids = [panel["id"] for panel in board["panels"]]
            self.assertEqual(len(ids), len(set(ids)))
            taken = {}
            for panel in board["panels"]:
                place = panel["gridPos"]
                self.assertLessEqual(place["x"] + place["w"], 24, panel["title"])
                for x in range(place["x"], place["x"] + place["w"]):
                    for y in range(place["y"], place["y"] + place["h"]):
                        self.assertNotIn((x, y), taken, f"{panel['title']} lies on {taken.get((x, y))}")
                        taken[x, y] = panel["title"]

    def test_series_have_names(self):
        """A graph of several series without names is a riddle."""
        for board, panel in self.each_panel():
            if panel["type"] in ("timeseries", "heatmap", "state-timeline", "bargauge", "barchart"):
                for target in panel["targets"]:
                    self.assertTrue(target["legendFormat"])
                legends = [target["legendFormat"] for target in panel["targets"]]
                self.assertEqual(len(legends), len(set(legends)))

    def test_every_selector_is_of_the_chosen(self):
        for asked, node in self.each_query():
            self.assertTrue(node.selectors())
            for selector, _ in node.selectors():
                self.assertIn(("job", "=~", "$job"), selector.labels, selector.name)
                self.assertIn(("instance", "=~", "$instance"), selector.labels, selector.name)

    def test_rates_follow_the_scrape_interval(self):
        for asked, node in self.each_query():
            for inner, _ in node.walk():
                if inner.kind == "call" and inner.name in ("rate", "irate"):
                    self.assertEqual(inner.children[0].window, "$__rate_interval")

    def test_counters_are_never_shown_as_they_are(self):
        """But in tables, where a count since the start is what one wants."""
        for asked, node in self.each_query():
            if asked.kind == "table":
                continue
            for selector, above in node.selectors():
                if COUNTERS.search(selector.name):
                    self.assertIn(above[-1].name if above else "", promql.COUNTED | {"changes"}, selector.name)

    def test_units_fit(self):
        for board, panel in self.each_panel():
            units = {override["matcher"]["options"]: entry["value"] for override in panel["fieldConfig"]["overrides"]
                     for entry in override["properties"] if entry["id"] == "unit"}
            columns = next((step["options"]["renameByName"] for step in panel.get("transformations", [])
                            if step["id"] == "organize"), {})
            for target in panel["targets"]:
                unit = units.get(columns.get(f"Value #{target['refId']}"), panel["fieldConfig"]["defaults"]["unit"])
                fitting = promql.fitting_units(promql.read(target["expr"]), panel["type"] == "heatmap")
                self.assertIn(unit, fitting, target["expr"])

    def test_thresholds_are_those_of_the_alerts(self):
        """A line that says "dangerous" elsewhere than the alert does would mislead."""
        limits = {}
        for rule in yaml.safe_load((dashboards.ROOT / "monitoring/prometheus/rules/alerts.yml").read_text())["groups"]:
            for alert in rule["rules"]:
                if found := re.search(r"(>=|>|<) ([\d.]+)$", alert["expr"]):
                    limits[alert["alert"].lower()] = float(found.group(2))
        checked = 0
        for board, panel in self.each_panel():
            steps = {step["value"] for step in panel["fieldConfig"]["defaults"].get("thresholds", {}).get("steps", [])}
            if panel["type"] != "timeseries" or len(steps) < 2:
                continue
            for link in panel.get("links", []):
                if (limit := limits.get(link["url"].split("#")[1])) is not None:
                    checked += 1
                    self.assertIn(limit, steps)
        self.assertGreater(checked, 8)

    def test_provisioning_agrees(self):
        folder = dashboards.GRAFANA / "provisioning"
        source = yaml.safe_load((folder / "datasources/numeral.yml").read_text())["datasources"][0]
        for board in self.each():
            self.assertEqual(board["templating"]["list"][0]["current"]["value"], source["uid"])
        shipped = yaml.safe_load((dashboards.ROOT / "monitoring/prometheus/prometheus.yml").read_text())
        self.assertEqual(source["jsonData"]["timeInterval"], shipped["global"]["scrape_interval"])
        provider = yaml.safe_load((folder / "dashboards/numeral.yml").read_text())["providers"][0]
        self.assertIs(provider["allowUiUpdates"], False)
        settings = configparser.ConfigParser()
        settings.read(dashboards.GRAFANA / "grafana.ini")
        home = pathlib.PurePosixPath(settings["dashboards"]["default_home_dashboard_path"])
        self.assertEqual(str(home.parent), provider["options"]["path"])
        self.assertTrue((dashboards.GRAFANA / "dashboards" / home.name).is_file())


if __name__ == "__main__":
    unittest.main(verbosity=2)
