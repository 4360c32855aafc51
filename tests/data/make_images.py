#!/usr/bin/env python3
"""Makes the small images and drawings that the tests read (needs python3-pil). Run it after a change, commit the result.

Everything comes from the polylines below, so that no image needs a licence but ours.
"""

import json
import math
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
IMAGES = HERE / "images"
HOSTILE = IMAGES / "hostile"
DRAWINGS = HERE / "drawings"

# One list of strokes a digit, in a box of 100 units across and 140 down; smooth curves run through the points.
CURVES = {
    0: [[(52, 8), (22, 30), (14, 72), (28, 118), (54, 132), (80, 112), (88, 66), (76, 24), (52, 8)]],
    1: [[(40, 30), (56, 10), (54, 70), (52, 132)]],
    2: [[(16, 38), (30, 14), (58, 8), (80, 26), (76, 58), (48, 94), (14, 130)], [(14, 130), (50, 128), (90, 130)]],
    3: [[(18, 22), (46, 8), (76, 22), (72, 50), (40, 66)], [(40, 66), (74, 74), (86, 100), (66, 128), (36, 132), (12, 114)]],
    4: [[(34, 10), (24, 46), (14, 80)], [(14, 80), (50, 80), (90, 78)], [(68, 12), (66, 72), (62, 132)]],
    5: [[(80, 12), (52, 12), (26, 14)], [(26, 14), (24, 34), (20, 62)],
        [(20, 62), (48, 54), (76, 68), (82, 98), (60, 126), (32, 132), (12, 118)]],
    6: [[(70, 10), (40, 34), (20, 74), (18, 106), (38, 130), (66, 128), (80, 104), (68, 80), (42, 78), (20, 98)]],
    7: [[(12, 16), (50, 16), (86, 14)], [(86, 14), (64, 62), (44, 132)]],
    8: [[(74, 26), (50, 10), (26, 24), (30, 50), (54, 68), (76, 92), (72, 120), (46, 132), (22, 116), (28, 88),
         (54, 66), (72, 46), (74, 26)]],
    9: [[(76, 40), (62, 14), (34, 14), (20, 40), (34, 64), (60, 62), (76, 40)], [(76, 40), (76, 80), (66, 132)]],
}


def smooth(points, steps=12):
    """A Catmull-Rom spline through the points."""
    padded = [points[0], *points, points[-1]]
    curve = [points[0]]
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:]):
        for step in range(1, steps + 1):
            t = step / steps
            curve.append(tuple(
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)
                for p, q, r, s in zip(a, b, c, d)))
    return curve


def strokes(digit):
    return [[(round(x, 1), round(y, 1)) for x, y in smooth(stroke)] for stroke in CURVES[digit]]


def ink(digit, width, height, left, top, scale, pen):
    """Grey, ink 255 on 0, smoothed by drawing four times as large."""
    zoom = 4
    image = Image.new("L", (width * zoom, height * zoom), 0)
    draw = ImageDraw.Draw(image)
    radius = pen * zoom / 2
    for stroke in strokes(digit):
        points = [((left + x * scale) * zoom, (top + y * scale) * zoom) for x, y in stroke]
        draw.line(points, fill=255, width=round(2 * radius))
        for x, y in points:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return image.resize((width, height), Image.BOX)


def mnist_like(digit):
    """As MNIST has it: the larger side 20 pixels, centre of mass in pixel 14 of 28x28, light on dark."""
    large = ink(digit, 120, 160, 10, 10, 1.0, 13)
    large = large.crop(large.getbbox())
    factor = 20 / max(large.size)
    small = large.resize([max(1, round(side * factor)) for side in large.size], Image.BOX)
    pixels = list(small.getdata())
    mass = sum(pixels)
    x = sum((i % small.width + 0.5) * p for i, p in enumerate(pixels)) / mass
    y = sum((i // small.width + 0.5) * p for i, p in enumerate(pixels)) / mass
    page = Image.new("L", (28, 28), 0)
    page.paste(small, (math.ceil(14 - x), math.ceil(14 - y)))  # every MNIST image has it in [14, 15)
    return page


def inverted(image):
    return image.point(lambda value: 255 - value)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def save_digits():
    for digit in range(10):
        mnist_like(digit).save(IMAGES / f"mnist-{digit}.png")
        inverted(ink(digit, 200, 260, 50, 60, 1.0, 13)).save(IMAGES / f"digit-{digit}.png")
        drawing = {"strokes": strokes(digit), "pen_width": 13}
        (DRAWINGS / f"digit-{digit}.json").write_text(json.dumps(drawing, separators=(",", ":")) + "\n")

    # A number: the same strokes, smaller and side by side, not quite on one line.
    number = [
        [[round(25 + 90 * place + 0.62 * x, 1), round(95 + 8 * (place % 2) + 0.72 * y, 1)] for x, y in stroke]
        for place, digit in enumerate((4, 0, 7, 3))
        for stroke in strokes(digit)
    ]
    drawing = {"strokes": number, "pen_width": 9}
    (DRAWINGS / "number-4073.json").write_text(json.dumps(drawing, separators=(",", ":")) + "\n")


def save_sevens():
    """One 7 in every format, small enough to stay below 10 KB without compression."""
    mask = ink(7, 48, 64, 9, 10, 0.3, 4.5)
    seven = inverted(mask)
    seven.save(IMAGES / "seven-gray.png")
    seven.convert("RGB").save(IMAGES / "seven-rgb.png")
    seven.convert("RGB").quantize(256).save(IMAGES / "seven-palette.png")
    seven.point(lambda value: 255 if value > 127 else 0).convert("1").save(IMAGES / "seven-1bit.png")
    sixteen = Image.new("I;16", seven.size)
    sixteen.putdata([value * 257 for value in seven.getdata()])
    sixteen.save(IMAGES / "seven-16bit.png")
    for name, tone in (("dark", 0), ("light", 255)):
        transparent = Image.new("RGBA", seven.size, (tone, tone, tone, 0))
        transparent.putalpha(mask)
        transparent.save(IMAGES / f"seven-transparent-{name}-ink.png")
    mask.save(IMAGES / "seven-light-on-dark.png")
    seven.save(IMAGES / "seven.jpg", quality=95)
    orientation = Image.Exif()
    orientation[274] = 6  # turn by 90 degrees clockwise to show
    seven.transpose(Image.ROTATE_90).save(IMAGES / "seven-exif6.jpg", quality=95, exif=orientation)
    seven.convert("RGB").save(IMAGES / "seven.webp", lossless=True)
    seven.save(IMAGES / "seven.bmp")
    seven.save(IMAGES / "seven.pgm")
    seven.convert("RGB").save(IMAGES / "seven.ppm")
    seven.save(IMAGES / "seven.tiff", compression="tiff_lzw")


def save_blanks():
    Image.new("L", (200, 260), 255).save(IMAGES / "blank-white.png")
    Image.new("L", (200, 260), 0).save(IMAGES / "blank-black.png")


def save_hostile():
    png = (IMAGES / "digit-7.png").read_bytes()
    (HOSTILE / "truncated.png").write_bytes(png[:len(png) // 2])
    jpeg = (IMAGES / "seven.jpg").read_bytes()
    (HOSTILE / "truncated.jpg").write_bytes(jpeg[:len(jpeg) // 2])
    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 0, 0, 0, 0)
    (HOSTILE / "claims-60000x60000.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b""))
    (HOSTILE / "empty.png").write_bytes(b"")
    (HOSTILE / "text.png").write_text("This is text that calls itself a PNG.\n")
    (HOSTILE / "document.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")
    Image.open(IMAGES / "seven-gray.png").save(HOSTILE / "seven.gif")


if __name__ == "__main__":
    for folder in (HOSTILE, DRAWINGS):
        folder.mkdir(parents=True, exist_ok=True)
    save_digits()
    save_sevens()
    save_blanks()
    save_hostile()
