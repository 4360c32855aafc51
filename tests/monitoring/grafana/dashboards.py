"""The shipped dashboards as the tests see them: panels, and every query with where it stands."""
import dataclasses
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[3]
GRAFANA = ROOT / "monitoring" / "grafana"


@dataclasses.dataclass(frozen=True)
class Query:
    board: str  # uid
    place: str  # the panel's title, or "variable NAME", or "annotation NAME"
    letter: str
    expression: str
    legend: str = ""
    instant: bool = False
    kind: str = ""  # the panel's type

    @property
    def where(self):
        return f"{self.board}: {self.place} {self.letter}".strip()


def boards():
    return [json.loads(path.read_text(encoding="utf-8"))
            for path in sorted((GRAFANA / "dashboards").glob("*.json"))]


def panels(board):
    """All but rows."""
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def panel_queries(board):
    return [Query(board["uid"], panel["title"], target["refId"], target["expr"], target["legendFormat"],
                  target.get("instant", False), panel["type"])
            for panel in panels(board) for target in panel["targets"]]


def annotation_queries(board):
    return [Query(board["uid"], f"annotation {asked['name']}", "", asked["expr"],
                  asked["titleFormat"] + asked["textFormat"])
            for asked in board["annotations"]["list"] if not asked.get("builtIn")]


def variable_queries(board):
    """(variable, selector, label) for label_values(selector, label)."""
    for asked in board["templating"]["list"]:
        if asked["type"] == "query":
            found = re.fullmatch(r"label_values\((.+), (\w+)\)", asked["query"]["query"])
            yield asked["name"], found.group(1), found.group(2)


def filled(expression, rate_interval="4s", spread="1m"):
    """As Grafana would send it, all of every variable chosen."""
    for name, value in (("$__rate_interval", rate_interval), ("$__range", spread), ("$__interval", rate_interval)):
        expression = expression.replace(name, value)
    return re.sub(r"\$\{?(job|instance|client)\}?", ".+", expression)
