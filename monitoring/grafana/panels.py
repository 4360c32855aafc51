"""What the dashboards are built of: panels that look alike, queries that ask alike, a grid that cannot overlap.

In a query `@` stands for the chosen jobs and instances, `@P` for these and for prediction requests.
"""
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
TAG = "numeral"
CHOSEN = 'job=~"$job", instance=~"$instance"'
PREDICTIONS = 'method="POST", endpoint=~"/predict|/predict/batch|/v2"'
RUNBOOKS = "${runbooks}"
COLUMNS = 24

GREEN, YELLOW, ORANGE, RED, BLUE, PURPLE, GRAY = (
    "green", "yellow", "orange", "red", "blue", "purple", "#8e8e8e")


def expand(expression):
    return expression.replace("{@P", "{" + CHOSEN + ", " + PREDICTIONS).replace("{@", "{" + CHOSEN)


def query(expression, legend="", **more):
    return {"expression": expand(expression), "legend": legend, **more}


def _targets(queries, instant=False, table=False):
    targets = []
    for number, asked in enumerate(queries):
        target = {"refId": chr(ord("A") + number), "datasource": DATASOURCE, "editorMode": "code",
                  "expr": asked["expression"], "legendFormat": asked["legend"]}
        instantly = instant or asked.get("instant", False)
        target["instant" if instantly else "range"] = True
        if instantly:
            target["range"] = False
        if table:
            target["format"] = "table"
        if asked.get("heatmap"):
            target["format"] = "heatmap"
        targets.append(target)
    return targets


def _steps(steps):
    """[(from, colour), …]; the first one holds from minus infinity."""
    return {"mode": "absolute", "steps": [{"value": None if number == 0 else value, "color": colour}
                                          for number, (value, colour) in enumerate(steps)]}


def _colours(colours):
    return [{"matcher": {"id": "byName", "options": name},
             "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": colour}}]}
            for name, colour in (colours or {}).items()]


def _panel(kind, title, description, width, height, links=()):
    panel = {"type": kind, "title": title, "description": description, "datasource": DATASOURCE,
             "gridPos": {"w": width, "h": height}}
    if links:
        panel["links"] = [{"title": f"Runbook {name}", "url": f"{RUNBOOKS}#{name.lower()}", "targetBlank": True}
                          for name in links]
    return panel


def lines(title, description, unit, *queries, width=8, height=8, stacked=False, least=0, most=None, steps=None,
          colours=None, runbooks=(), calcs=("lastNotNull", "max"), step_after=False, decimals=None):
    """Values over time. steps: lines where it becomes dangerous."""
    panel = _panel("timeseries", title, description, width, height, runbooks)
    custom = {"drawStyle": "line", "lineInterpolation": "stepAfter" if step_after else "linear", "lineWidth": 1,
              "fillOpacity": 60 if stacked else 8, "showPoints": "never", "spanNulls": False,
              "stacking": {"mode": "normal" if stacked else "none", "group": "A"}}
    if steps:
        custom["thresholdsStyle"] = {"mode": "dashed"}
    defaults = {"unit": unit, "custom": custom, "color": {"mode": "palette-classic"},
                "thresholds": _steps(steps or [(None, GREEN)])}
    if least is not None:
        defaults["min"] = least
    if most is not None:
        defaults["max"] = most
    if decimals is not None:
        defaults["decimals"] = decimals
    panel["fieldConfig"] = {"defaults": defaults, "overrides": _colours(colours)}
    panel["options"] = {"legend": {"displayMode": "table", "placement": "bottom", "showLegend": True,
                                   "calcs": list(calcs)},
                        "tooltip": {"mode": "multi", "sort": "desc"}}
    panel["targets"] = _targets(queries)
    return panel


def stat(title, description, unit, asked, *, steps=((None, BLUE),), width=3, height=4, text="value", runbooks=(),
         graph=True, decimals=None, mappings=()):
    """One number, or one a series. text: "value", "name" where the legend is what matters, or "value_and_name"."""
    panel = _panel("stat", title, description, width, height, runbooks)
    defaults = {"unit": unit, "color": {"mode": "thresholds"}, "thresholds": _steps(list(steps)),
                "mappings": [{"type": "value", "options": {value: {"text": word, "index": number}
                                                           for number, (value, word) in enumerate(mappings)}}]
                if mappings else []}
    if decimals is not None:
        defaults["decimals"] = decimals
    panel["fieldConfig"] = {"defaults": defaults, "overrides": []}
    panel["options"] = {"colorMode": "value", "graphMode": "area" if graph else "none", "justifyMode": "auto",
                        "orientation": "auto", "textMode": text,
                        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    panel["targets"] = _targets([asked], instant=not graph)
    return panel


def bars(title, description, unit, *queries, width=8, height=8, steps=((None, BLUE),), least=0, most=None, runbooks=()):
    """One horizontal bar for each series, as it is now or over the range."""
    panel = _panel("bargauge", title, description, width, height, runbooks)
    defaults = {"unit": unit, "min": least, "color": {"mode": "thresholds"}, "thresholds": _steps(list(steps))}
    if most is not None:
        defaults["max"] = most
    panel["fieldConfig"] = {"defaults": defaults, "overrides": []}
    panel["options"] = {"displayMode": "basic", "orientation": "horizontal", "showUnfilled": True,
                        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    panel["targets"] = _targets(queries, instant=True)
    return panel


def compared(title, description, unit, by, *queries, width=12, height=8):
    """Vertical bars side by side for each value of the label `by`; each query's legend names its colour."""
    panel = _panel("barchart", title, description, width, height)
    panel["fieldConfig"] = {"defaults": {"unit": unit, "min": 0, "color": {"mode": "palette-classic"},
                                         "custom": {"fillOpacity": 80, "lineWidth": 1},
                                         "thresholds": _steps([(None, GREEN)])},
                            "overrides": [{"matcher": {"id": "byName", "options": f"Value #{chr(ord('A') + number)}"},
                                           "properties": [{"id": "displayName", "value": asked["legend"]}]}
                                          for number, asked in enumerate(queries)]}
    panel["options"] = {"orientation": "vertical", "xField": by, "showValue": "never", "groupWidth": 0.8,
                        "barWidth": 0.9, "stacking": "none",
                        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
                        "tooltip": {"mode": "multi", "sort": "none"}}
    panel["transformations"] = [{"id": "joinByField", "options": {"byField": by, "mode": "outer"}},
                                {"id": "filterFieldsByName", "options": {"include": {"pattern": f"{by}|Value.*"}}}]
    panel["targets"] = _targets(queries, instant=True, table=True)
    return panel


def heatmap(title, description, unit, asked, width=12, height=8, runbooks=()):
    """How often each bucket was met, over time; the query gives buckets by le."""
    panel = _panel("heatmap", title, description, width, height, runbooks)
    panel["fieldConfig"] = {"defaults": {"unit": unit, "custom": {"scaleDistribution": {"type": "linear"}}},
                            "overrides": []}
    panel["options"] = {"calculate": False, "cellGap": 1, "cellValues": {"unit": "short"},
                        "color": {"mode": "scheme", "scheme": "Oranges", "steps": 64, "exponent": 0.5, "fill": "orange",
                                  "reverse": False, "scale": "exponential"},
                        "yAxis": {"unit": unit, "axisPlacement": "left", "reverse": False},
                        "rowsFrame": {"layout": "auto"}, "legend": {"show": True},
                        "tooltip": {"show": True, "yHistogram": True}, "filterValues": {"le": 1e-9}}
    panel["targets"] = _targets([{**asked, "heatmap": True}])
    return panel


def timeline(title, description, unit, asked, mappings, width=24, height=6, runbooks=()):
    """States over time. mappings: [(value, word, colour), …]"""
    panel = _panel("state-timeline", title, description, width, height, runbooks)
    panel["fieldConfig"] = {
        "defaults": {"unit": unit, "color": {"mode": "thresholds"}, "custom": {"fillOpacity": 80, "lineWidth": 0},
                     "thresholds": _steps([(value, colour) for value, _, colour in mappings]),
                     "mappings": [{"type": "value", "options": {str(value): {"text": word, "color": colour, "index": n}
                                                                for n, (value, word, colour) in enumerate(mappings)}}]},
        "overrides": []}
    panel["options"] = {"mergeValues": True, "showValue": "never", "alignValue": "left", "rowHeight": 0.8,
                        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
                        "tooltip": {"mode": "single", "sort": "none"}}
    panel["targets"] = _targets([asked])
    return panel


def table(title, description, by, *columns, labels=(), width=24, height=8):
    """A row for each value of the label `by`. columns: (heading, unit, expression, steps or None);
    labels: (label, heading) of the first query's series that are columns too."""
    panel = _panel("table", title, description, width, height)
    overrides = []
    names, order = {by: by.capitalize()}, {by: 0}
    for number, (label, heading) in enumerate(labels):
        names[label], order[label] = heading, number + 1
    for number, (heading, unit, _, steps) in enumerate(columns):
        value = f"Value #{chr(ord('A') + number)}"
        names[value], order[value] = heading, len(labels) + number + 1
        properties = [{"id": "unit", "value": unit}]
        if steps:
            properties += [{"id": "thresholds", "value": _steps(steps)},
                           {"id": "custom.cellOptions", "value": {"type": "color-text"}}]
        overrides.append({"matcher": {"id": "byName", "options": heading}, "properties": properties})
    panel["fieldConfig"] = {"defaults": {"unit": "short", "custom": {"align": "auto", "filterable": False},
                                         "thresholds": _steps([(None, GREEN)])}, "overrides": overrides}
    panel["options"] = {"showHeader": True, "footer": {"show": False}, "sortBy": []}
    kept = "|".join([by] + [label for label, _ in labels] + ["Value.*"])
    panel["transformations"] = [{"id": "joinByField", "options": {"byField": by, "mode": "outer"}},
                                {"id": "filterFieldsByName", "options": {"include": {"pattern": f"^({kept})$"}}},
                                {"id": "organize", "options": {"renameByName": names, "indexByName": order}}]
    panel["targets"] = _targets([query(expression) for _, _, expression, _ in columns], instant=True, table=True)
    return panel


def row(title):
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "gridPos": {"w": COLUMNS, "h": 1}}


def _flow(panels):
    """Left to right, a new line where the next one has no room; a line is as high as its highest panel."""
    x = y = tallest = 0
    for number, panel in enumerate(panels, start=1):
        place = panel["gridPos"]
        if x + place["w"] > COLUMNS:
            x, y, tallest = 0, y + tallest, 0
        panel["id"] = number
        panel["gridPos"] = {"x": x, "y": y, "w": place["w"], "h": place["h"]}
        x, tallest = x + place["w"], max(tallest, place["h"])
    return panels


def variable(name, label, asked):
    return {"name": name, "label": label, "type": "query", "datasource": DATASOURCE, "definition": asked,
            "query": {"query": asked, "refId": f"Variable-{name}"}, "refresh": 2, "sort": 1, "regex": "", "hide": 0,
            "includeAll": True, "multi": True, "allValue": ".+", "skipUrlSync": False, "options": [],
            "current": {"selected": True, "text": ["All"], "value": ["$__all"]}}


VARIABLES = [
    {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus", "regex": "", "hide": 0,
     "refresh": 1, "includeAll": False, "multi": False, "skipUrlSync": False, "options": [],
     "current": {"selected": True, "text": "Numeral", "value": "numeral"}},
    variable("job", "Job", "label_values(numeral_build_info, job)"),
    variable("instance", "Instance", 'label_values(numeral_build_info{job=~"$job"}, instance)'),
]
# Hidden: where the runbooks are, for links. Whoever serves them elsewhere changes this one value.
RUNBOOKS_VARIABLE = {
    "name": "runbooks", "label": "Runbooks", "type": "constant", "hide": 2, "skipUrlSync": True,
    "query": "/public/numeral/RUNBOOKS.md", "options": [],
    "current": {"selected": True, "text": "/public/numeral/RUNBOOKS.md", "value": "/public/numeral/RUNBOOKS.md"}}


def _annotation(name, colour, expression, title, text, **more):
    return {"name": name, "datasource": DATASOURCE, "enable": True, "hide": False, "iconColor": colour,
            "expr": expand(expression), "step": "15s", "titleFormat": title, "textFormat": text, **more}


ANNOTATIONS = [
    {"name": "Annotations & Alerts", "type": "dashboard", "builtIn": 1, "enable": True, "hide": True,
     "datasource": {"type": "grafana", "uid": "-- Grafana --"}, "iconColor": "rgba(0, 211, 255, 1)"},
    _annotation("Model reloads", BLUE, "increase(numeral_model_reloads_total{@}[1m]) > 0", "Model reload",
                "{{instance}}: {{outcome}}"),
    # The value is the time itself, so each start is marked once and where it was.
    _annotation("Restarts", PURPLE, "process_start_time_seconds{@} * 1000", "Start", "{{instance}}",
                useValueForTime=True),
    # Burn-rate alerts belong to no instance.
    _annotation("Alerts", RED, 'ALERTS{job=~"$job", alertname=~"Numeral.+", alertstate="firing"}', "{{alertname}}",
                "{{severity}} {{instance}}"),
]


def dashboard(uid, title, description, panels, variables=(), spread="1h"):
    return {
        "uid": uid, "title": f"Numeral / {title}", "description": description, "tags": [TAG], "editable": False,
        "schemaVersion": 38, "version": 1, "graphTooltip": 1, "refresh": "30s", "timezone": "browser",
        "fiscalYearStartMonth": 0, "weekStart": "", "liveNow": False, "id": None, "style": "dark",
        "time": {"from": f"now-{spread}", "to": "now"}, "timepicker": {},
        "annotations": {"list": ANNOTATIONS},
        "links": [{"title": "Numeral", "type": "dashboards", "tags": [TAG], "asDropdown": True, "includeVars": True,
                   "keepTime": True, "targetBlank": False, "icon": "external link", "tooltip": "", "url": ""},
                  {"title": "Runbooks", "type": "link", "tags": [], "asDropdown": False, "includeVars": False,
                   "keepTime": False, "targetBlank": True, "icon": "doc", "tooltip": "What to do when an alert fires",
                   "url": RUNBOOKS}],
        "templating": {"list": VARIABLES + list(variables) + [RUNBOOKS_VARIABLE]},
        "panels": _flow(panels),
    }
