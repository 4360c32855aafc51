#!/usr/bin/python3
"""Draws every dashboard as a PNG from real data, for people to judge without a Grafana: render.py NUMERALD FOLDER [SECONDS]

Two numeralds under mixed traffic and a Prometheus run for SECONDS (90); panels lie in the grid as Grafana lays them.
Colours and forms are only like Grafana's; data, titles, units, legends and thresholds are those of the JSON.
"""
import datetime
import json
import math
import pathlib
import re
import sys
import tempfile
import textwrap
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "demo"))
import stack  # noqa: E402
import stage  # noqa: E402

stack.need("prometheus", modules=["matplotlib"])
import matplotlib  # noqa: E402

matplotlib.use("Agg")
import matplotlib.dates  # noqa: E402
import matplotlib.pyplot  # noqa: E402
import matplotlib.ticker  # noqa: E402

COLUMN, LINE, MARGIN = 0.75, 0.36, 0.1  # inches of a column, of a line of the grid, around a panel
TITLE, LEGEND_LINE = 0.24, 0.15
MAX_LEGEND = 6
COLOURS = {"green": "#56a64b", "yellow": "#d9a700", "orange": "#ff780a", "red": "#e02f44", "blue": "#3274d9",
           "purple": "#a352cc"}
PALETTE = ["#56a64b", "#d9a700", "#3274d9", "#ff780a", "#e02f44", "#8ab8ff", "#a352cc", "#37872d", "#8f3bb8", "#705da0"]
GRAY = "#6e7280"
BYTES = ["", "Ki", "Mi", "Gi", "Ti"]
SUFFIX = {"reqps": " req/s", "cps": " c/s", "iops": " io/s", "pps": " p/s", "celsius": " °C", "watt": " W"}


def colour(name):
    return COLOURS.get(name, name)


def plain(value):
    if value != 0 and abs(value) < 0.01:
        return f"{value:.2g}"
    for limit, sign in ((1e9, " Bil"), (1e6, " Mil"), (1e4, " K")):
        if abs(value) >= limit:
            return f"{value / (1e3 if sign == ' K' else limit):.3g}{sign}"
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def seconds(value):
    for limit, factor, sign in ((86400, 86400, "d"), (3600, 3600, "h"), (60, 60, "min"), (1, 1, "s"), (1e-3, 1e-3, "ms")):
        if abs(value) >= limit:
            return f"{value / factor:.3g} {sign}"
    return f"{value * 1e6:.3g} µs" if value else "0 s"


def shown(value, unit, decimals=None):
    """A value as Grafana words it."""
    if not math.isfinite(value):
        return "-"
    if unit in ("bytes", "Bps"):
        step = min(len(BYTES) - 1, int(math.log(abs(value), 1024))) if abs(value) >= 1 else 0
        return f"{value / 1024 ** step:{'.0f' if step == 0 else '.3g'}} {BYTES[step]}B{'/s' if unit == 'Bps' else ''}"
    if unit == "s":
        return seconds(value)
    if unit == "µs":
        return seconds(value * 1e-6)
    if unit in ("percent", "percentunit"):
        value = value * 100 if unit == "percentunit" else value
        return f"{value:.{decimals}f}%" if decimals is not None else f"{value:.3g}%"
    if unit == "dateTimeAsIso":
        return datetime.datetime.fromtimestamp(value / 1000).strftime("%Y-%m-%d %H:%M:%S")
    return (f"{value:.{decimals}f}" if decimals is not None else plain(value)) + SUFFIX.get(unit, "")


def step_colour(steps, value):
    found = steps[0]["color"]
    for step in steps[1:]:
        if value >= step["value"]:
            found = step["color"]
    return colour(found)


class Source:
    """Asks Prometheus what a panel asks, with all of every variable chosen."""

    def __init__(self, prometheus, began, ended):
        self.prometheus, self.began, self.ended = prometheus, began, ended

    def fill(self, expression):
        span = f"{max(1, int(self.ended - self.began))}s"
        expression = expression.replace("$__rate_interval", "4s").replace("$__range", span)
        return re.sub(r"\$(job|instance|client)", ".+", expression)

    def series(self, target):
        """[(name, times, values)]; one point where the query is instant."""
        expression = self.fill(target["expr"])
        if target.get("instant"):
            found = self.prometheus.query(expression, time=self.ended)
            found = [{**series, "values": [series["value"]]} for series in found]
        else:
            found = self.prometheus.query_range(expression, self.began, self.ended, "1s")
        for series in found:
            labels = series["metric"]
            name = re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda match: labels.get(match.group(1), ""), target["legendFormat"])
            times, values = zip(*((float(moment), float(value)) for moment, value in series["values"]))
            yield name or json.dumps(labels), labels, times, values


class Board:
    def __init__(self, board, source):
        self.board, self.source = board, source
        self.height = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in board["panels"])
        self.size = (24 * COLUMN, self.height * LINE + 0.7)
        self.figure = matplotlib.pyplot.figure(figsize=self.size, facecolor="#f4f5f5")
        self.figure.text(0.006, 1 - 0.35 / self.size[1], board["title"], size=15, weight="bold")
        self.empty = []

    def inches(self, x, y, width, height):
        """From the upper left corner of the grid."""
        return (x / self.size[0], 1 - (y + height + 0.6) / self.size[1], width / self.size[0], height / self.size[1])

    def draw(self):
        for panel in self.board["panels"]:
            place = panel["gridPos"]
            box = (place["x"] * COLUMN + MARGIN / 2, place["y"] * LINE + MARGIN / 2,
                   place["w"] * COLUMN - MARGIN, place["h"] * LINE - MARGIN)
            if panel["type"] == "row":
                left, low, _, high = self.inches(*box)
                self.figure.text(left, low + high / 2, "▾ " + panel["title"], size=11, weight="bold", va="center")
                continue
            frame = self.figure.add_axes(self.inches(*box), facecolor="white")
            frame.set(xticks=[], yticks=[])
            for side in frame.spines.values():
                side.set_color("#d8d9da")
            left, low, wide, high = self.inches(*box)
            title = self.figure.text(left + 0.06 / self.size[0], low + high - 0.17 / self.size[1], panel["title"],
                                     size=8.5, weight="bold")
            self.measure(title, panel, left + wide)
            series = [(target, *found) for target in panel["targets"] for found in self.source.series(target)]
            if not any(math.isfinite(value) for *_, values in series for value in values):
                self.empty.append(panel["title"])
                frame.text(0.5, 0.45, "No data", ha="center", va="center", color=GRAY, transform=frame.transAxes)
                continue
            getattr(self, "draw_" + panel["type"].replace("-", "_"))(panel, series, box)

    def measure(self, title, panel, right):
        """A title that Grafana would cut is told."""
        self.figure.canvas.get_renderer()
        end = title.get_window_extent().x1 / self.figure.bbox.width
        if end > right:
            print(f"title too long: {panel['title']}", file=sys.stderr)

    def inner(self, box, legend=0, left=0.62):
        x, y, width, height = box
        low = 0.28 + legend * LEGEND_LINE
        axes = self.figure.add_axes(self.inches(x + left, y + TITLE + 0.06, width - left - 0.12,
                                                max(0.2, height - TITLE - low - 0.06)))
        axes.tick_params(labelsize=7, colors="#464c54", length=2)
        axes.grid(color="#e6e7e8", linewidth=0.6)
        axes.set_axisbelow(True)
        for side in axes.spines.values():
            side.set_visible(False)
        return axes

    def time_axis(self, axes):
        axes.xaxis.set_major_locator(matplotlib.dates.AutoDateLocator(minticks=3, maxticks=5))
        axes.xaxis.set_major_formatter(matplotlib.dates.DateFormatter("%H:%M:%S"))
        axes.set_xlim(*(datetime.datetime.fromtimestamp(moment) for moment in (self.source.began, self.source.ended)))

    def draw_timeseries(self, panel, series, box):
        defaults = panel["fieldConfig"]["defaults"]
        unit, fixed = defaults["unit"], {}
        for override in panel["fieldConfig"]["overrides"]:
            for entry in override["properties"]:
                if entry["id"] == "color":
                    fixed[override["matcher"]["options"]] = colour(entry["value"]["fixedColor"])
        axes = self.inner(box, legend=min(MAX_LEGEND, (len(series) + 1) // 2) if len(series) > 1 else 1)
        stacked = defaults["custom"]["stacking"]["mode"] == "normal"
        base, handles = {}, []
        for number, (_, name, _, times, values) in enumerate(series):
            ink = fixed.get(name, PALETTE[number % len(PALETTE)])
            moments = [datetime.datetime.fromtimestamp(moment) for moment in times]
            if stacked:
                below = [base.get(moment, 0) for moment in times]
                top = [low + (value if math.isfinite(value) else 0) for low, value in zip(below, values)]
                base.update(zip(times, top))
                axes.fill_between(moments, below, top, color=ink, alpha=0.6, linewidth=0)
                line, = axes.plot(moments, top, color=ink, linewidth=0.8)
            else:
                line, = axes.plot(moments, values, color=ink, linewidth=1.1,
                                  drawstyle="steps-post" if defaults["custom"]["lineInterpolation"] == "stepAfter"
                                  else "default")
            last = next((value for value in reversed(values) if math.isfinite(value)), math.nan)
            handles.append((line, f"{name}  {shown(last, unit)}"))
        self.time_axis(axes)
        low, high = axes.get_ylim()
        flat = all(value == 0 for *_, values in series for value in values if math.isfinite(value))
        axes.set_ylim(defaults.get("min", low), defaults.get("max", 1 if flat else high * 1.05 if high > 0 else 1))
        for step in defaults["thresholds"]["steps"][1:]:
            if step["value"] <= axes.get_ylim()[1]:
                axes.axhline(step["value"], color=colour(step["color"]), linestyle="--", linewidth=1)
        self.value_ticks(axes, unit)
        axes.yaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: shown(value, unit)))
        if unit == "dateTimeAsIso":
            axes.set_yticks([])
        self.legend(handles, box)

    @staticmethod
    def value_ticks(axes, unit):
        """Round numbers; of bytes round in the unit that they are shown in."""
        low, high = axes.get_ylim()
        binary = unit in ("bytes", "Bps")
        high = max(high, 5) if binary else high
        axes.set_ylim(low, high)
        step = 1024 ** min(len(BYTES) - 1, int(math.log(high, 1024))) if binary else 1
        ticks = matplotlib.ticker.MaxNLocator(5).tick_values(low / step, high / step)
        axes.yaxis.set_major_locator(matplotlib.ticker.FixedLocator(
            [tick * step for tick in ticks if low <= tick * step <= high]))

    def legend(self, handles, box):
        x, y, width, height = box
        rows = min(MAX_LEGEND, (len(handles) + 1) // 2) if len(handles) > 1 else 1
        wide = width / 2 if len(handles) > 1 else width
        for number, (line, words) in enumerate(handles[:2 * rows]):
            place = self.inches(x + 0.08 + (number % 2) * wide, y + height - (rows - number // 2) * LEGEND_LINE, 0, 0)
            limit = int(wide / 0.068)
            self.figure.text(place[0], place[1], "━ ", size=6.5, color=line.get_color(), va="center")
            self.figure.text(place[0] + 0.12 / self.size[0], place[1], words[:limit], size=6.5, va="center",
                             color="#464c54")

    def draw_stat(self, panel, series, box):
        defaults = panel["fieldConfig"]["defaults"]
        values = [(name, next((value for value in reversed(points) if math.isfinite(value)), math.nan))
                  for _, name, _, _, points in series]
        form = {"name": "{0}", "value": "{1}", "value_and_name": "{0}\n{1}"}[panel["options"]["textMode"]]
        words = "\n".join(form.format(name, shown(value, defaults["unit"], defaults.get("decimals")))
                          for name, value in values)
        x, y, width, height = box
        place = self.inches(x + width / 2, y + TITLE + (height - TITLE) / 2, 0, 0)
        self.figure.text(place[0], place[1], words, size=15 if len(words) < 12 else 10, weight="bold", ha="center",
                         va="center", color=step_colour(defaults["thresholds"]["steps"], values[0][1]))

    def draw_bargauge(self, panel, series, box):
        defaults = panel["fieldConfig"]["defaults"]
        axes = self.inner(box)
        rows = sorted(((name, values[-1]) for _, name, _, _, values in series if math.isfinite(values[-1])), reverse=True)
        axes.barh([name for name, _ in rows], [value for _, value in rows],
                  color=[step_colour(defaults["thresholds"]["steps"], value) for _, value in rows])
        axes.set_xlim(defaults["min"], defaults.get("max", max(value for _, value in rows) * 1.1 or 1))
        axes.xaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: shown(value, defaults["unit"])))

    def draw_barchart(self, panel, series, box):
        unit, by = panel["fieldConfig"]["defaults"]["unit"], panel["options"]["xField"]
        axes = self.inner(box, legend=1)
        keys = sorted({labels[by] for _, _, labels, _, _ in series})
        letters = [target["refId"] for target in panel["targets"]]
        handles = []
        for number, target in enumerate(panel["targets"]):
            mine = {labels[by]: values[-1] for asked, _, labels, _, values in series if asked is target}
            width = 0.8 / len(letters)
            bars = axes.bar([place + number * width - 0.4 + width / 2 for place in range(len(keys))],
                            [mine.get(key, 0) for key in keys], width, color=PALETTE[number])
            bars.get_color = lambda ink=PALETTE[number]: ink
            handles.append((bars, target["legendFormat"]))
        axes.set_xticks(range(len(keys)), keys)
        axes.yaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: shown(value, unit)))
        self.legend(handles, box)

    def draw_heatmap(self, panel, series, box):
        unit = panel["fieldConfig"]["defaults"]["unit"]
        rows = sorted((float(labels["le"]), dict(zip(times, values))) for _, _, labels, times, values in series)
        moments = sorted({moment for _, points in rows for moment in points})
        below = {moment: 0 for moment in moments}
        grid = []
        for _, points in rows:
            line = [max(0, points.get(moment, 0) - below[moment]) for moment in moments]
            below.update({moment: points.get(moment, below[moment]) for moment in moments})
            grid.append([math.nan if value < 1e-9 else value for value in line])
        axes = self.inner(box)
        axes.grid(False)
        dates = matplotlib.dates.date2num([datetime.datetime.fromtimestamp(moment) for moment in moments])
        axes.imshow(grid, aspect="auto", origin="lower", cmap="Oranges", interpolation="nearest",
                    extent=(dates[0], dates[-1], -0.5, len(rows) - 0.5))
        axes.xaxis_date()
        self.time_axis(axes)
        axes.set_yticks(range(0, len(rows), 2), [shown(rows[n][0], unit) if math.isfinite(rows[n][0]) else "∞"
                                                 for n in range(0, len(rows), 2)])

    def draw_state_timeline(self, panel, series, box):
        steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
        axes = self.inner(box, left=1.7)
        for number, (_, name, _, times, values) in enumerate(series):
            for start, end, value in zip(times, times[1:] + (times[-1] + 1,), values):
                axes.barh(number, (end - start) / 86400, left=matplotlib.dates.date2num(
                    datetime.datetime.fromtimestamp(start)), color=step_colour(steps, value), height=0.8)
        axes.set_yticks(range(len(series)), [name for _, name, *_ in series])
        axes.invert_yaxis()
        axes.xaxis_date()
        self.time_axis(axes)

    def draw_table(self, panel, series, box):
        organised = panel["transformations"][-1]["options"]
        names, order = organised["renameByName"], organised["indexByName"]
        by = panel["transformations"][0]["options"]["byField"]
        units = {override["matcher"]["options"]: entry["value"] for override in panel["fieldConfig"]["overrides"]
                 for entry in override["properties"] if entry["id"] == "unit"}
        rows = {}
        for target, _, labels, _, values in series:
            line = rows.setdefault(labels.get(by, ""), {})
            heading = names[f"Value #{target['refId']}"]
            line[heading] = shown(values[-1], units.get(heading, "short"))
            line.update({names[label]: value for label, value in labels.items() if label in names})
        headings = [names[name] for name in sorted(order, key=order.get)]
        x, y, width, height = box
        for number, heading in enumerate(headings):
            at = x + 0.1 + number * (width - 0.2) / len(headings)
            for line, words in enumerate([heading] + [row.get(heading, "") for _, row in sorted(rows.items())]):
                place = self.inches(at, y + TITLE + 0.18 + line * 0.22, 0, 0)
                limit = int((width - 0.2) / len(headings) / 0.075)
                self.figure.text(place[0], place[1], words[:limit], size=7.5, weight="normal" if line else "bold")


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    length = float(sys.argv[3]) if len(sys.argv) > 3 else 90
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="numeral-render-") as scratch, stage.play(program, scratch) as played:
        began = time.time()
        time.sleep(length / 2)
        played.reload()
        time.sleep(length / 2)
        source = Source(played.prometheus, began, time.time())
        for path in sorted((HERE / "dashboards").glob("*.json")):
            board = Board(json.loads(path.read_text(encoding="utf-8")), source)
            board.draw()
            board.figure.savefig(folder / f"{path.stem}.png", dpi=100)
            matplotlib.pyplot.close(board.figure)
            print(f"{folder / path.stem}.png"
                  + (textwrap.fill(f"  no data: {', '.join(board.empty)}", 116) if board.empty else ""))


if __name__ == "__main__":
    main()
