"""The figures of run.py as a picture: requests a second side by side, on a logarithmic scale."""
import math

WIDTH, BAR, GAP, GROUP, LEFT, TOP = 860, 16, 2, 22, 210, 84
COLOURS = {"numerald": "#1f5fa8", "fastapi": "#8a8f98"}
NAMES = {"numerald": "numerald", "fastapi": "FastAPI, uvicorn (2 workers), libtorch"}
INK, FAINT, PAPER = "#1d2430", "#d5d9df", "#ffffff"


def median(values):
    values = sorted(values)
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


def text(x, y, words, size=13, anchor="start", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}" '
            f'fill="{INK}">{words}</text>')


def draw(report):
    rates = {(row["image"], row["connections"], name): [run["rate"] for run in runs]
             for row in report["rows"] for name, runs in row["runs"].items()}
    low = 10 ** math.floor(math.log10(max(min(min(runs) for runs in rates.values()), 0.1)))
    high = 10 ** math.ceil(math.log10(max(max(runs) for runs in rates.values())))
    room = WIDTH - LEFT - 130
    place = lambda rate: LEFT + room * math.log(max(rate, low) / low) / math.log(high / low)
    parts = [text(20, 30, "Requests a second, same model, same machine", 18, weight="bold")]
    for index, (name, words) in enumerate(NAMES.items()):
        parts.append(f'<rect x="{20 + 150 * index}" y="44" width="14" height="14" fill="{COLOURS[name]}"/>')
        parts.append(text(40 + 150 * index, 56, words))
    bottom = TOP + len(report["rows"]) * (2 * (BAR + GAP) + GROUP)
    for power in range(round(math.log10(low)), round(math.log10(high)) + 1):
        x = place(10 ** power)
        parts.append(f'<line x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{bottom}" stroke="{FAINT}"/>')
        parts.append(text(x, bottom + 18, f"{10 ** power:g}", 12, "middle"))
    y = TOP
    for row in report["rows"]:
        words = f"{row['image']}, {row['connections']} connection{'' if row['connections'] == 1 else 's'}"
        parts.append(text(LEFT - 10, y + BAR + 5, words, 12, "end"))
        for name in NAMES:
            rate = median(rates[row["image"], row["connections"], name])
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{max(place(rate) - LEFT, 1):.1f}" height="{BAR}" '
                         f'fill="{COLOURS[name]}"/>')
            more = f"  ({row['rate_ratio']['median']:.1f} times)" if name == "numerald" else ""
            parts.append(text(place(rate) + 6, y + BAR - 3, f"{rate:.0f}{more}", 12))
            y += BAR + GAP
        y += GROUP
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 34}" '
            f'font-family="DejaVu Sans, Arial, sans-serif"><rect width="100%" height="100%" fill="{PAPER}"/>'
            + "".join(parts) + "</svg>\n")
