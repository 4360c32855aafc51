#!/usr/bin/env python3
"""The drawing page in a real browser against the real server: page_test.py NUMERALD"""
import base64
import json

import webtest
from browser import CONTROL, DELETE, DOWN, ENTER, ESCAPE, LEFT, RIGHT, SHIFT, SPACE, TAB, UP

LABELS = "return [...document.querySelectorAll('.mark')].map((mark) => mark.innerText).join(' ')"
CONTRAST = """
  // The lowest ratio by WCAG 2 of a text to what lies behind it, and the text.
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour[3] === undefined || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.checkVisibility() && !e.matches(":disabled") && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .map((e) => {
      const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.textContent.trim()];
    })
    .sort((a, b) => a[0] - b[0])[0];"""


class PageTest(webtest.WebTest):
    def setUp(self):
        self.show()
        self.browser.run("sessionStorage.clear()")
        self.show()
        self.browser.log()  # what the page before still had to say

    def number(self, kind="mouse"):
        self.draw(7, kind, centre=0.3, size=0.6)
        self.draw(3, kind, centre=0.7, size=0.6)
        self.settle("73")

    def settle(self, label):
        """Until the answer is about the finished drawing; one about half of a stroke may say the same."""
        self.expect("label", label)
        self.browser.wait("return document.querySelector('#history li span')?.innerText === arguments[0]", label)

    def disabled(self, name):
        return self.browser.run("return document.getElementById(arguments[0]).disabled", name)

    def wide(self):
        return self.browser.run("return document.documentElement.scrollWidth > document.documentElement.clientWidth")

    # ---- drawing ----

    def test_every_digit_is_answered(self):
        for digit in range(10):
            with self.subTest(digit=digit):
                self.draw(digit)
                self.expect("label", str(digit))
                self.expect("words", "Sure")
                self.browser.click("#clear")
                self.expect("words", "Empty page")
        self.assertEqual(self.browser.log(), [])

    def test_several_digits_in_a_row(self):
        self.number()
        self.assertEqual(self.browser.run(LABELS), "7 3")
        self.expect("spoken", "Read as 73, " + self.browser.run(
            "return document.getElementById('sure').innerText.match(/^73: (.*?%)/)[1]") + " sure.")

    def test_rows_are_read_and_shown(self):
        sheet = self.browser.run("return document.getElementById('canvas').getBoundingClientRect().toJSON()")
        for top in (0.15, 0.6):
            for left in (0.4, 0.6):
                x, y = sheet["left"] + left * sheet["width"], sheet["top"] + top * sheet["height"]
                self.browser.draw([[(x, y + part / 10 * 0.25 * sheet["height"]) for part in range(11)]], "mouse")
        self.expect("label", "11\n11")
        self.browser.wait("return document.querySelector('#history li span')?.innerText === '11 11'")
        self.expect_words("sure", "11 / 11: ")
        self.browser.wait("return document.getElementById('right').checkVisibility()")
        self.browser.click("#right")
        self.expect_words("thanks", "11 / 11 is kept as the right answer")

    def test_finger_and_pen_draw(self):
        for kind in ("touch", "pen"):
            with self.subTest(kind=kind):
                self.draw(4, kind)
                self.expect("label", "4")
                self.browser.click("#clear")
                self.expect("label", "")

    def test_a_second_finger_is_ignored_and_nothing_scrolls(self):
        self.show(size=webtest.SMALL)
        sheet = self.browser.run("return document.getElementById('canvas').getBoundingClientRect().toJSON()")
        x, y = sheet["left"] + sheet["width"] / 2, sheet["top"] + sheet["height"] / 3
        points = [{"x": x, "y": y, "id": 1}, {"x": x + 60, "y": y, "id": 2}]
        self.browser.chrome("Input.dispatchTouchEvent", type="touchStart", touchPoints=points[:1])
        self.browser.chrome("Input.dispatchTouchEvent", type="touchStart", touchPoints=points)
        for step in range(1, 9):
            for point in points:
                point["y"] = y + 10 * step
            self.browser.chrome("Input.dispatchTouchEvent", type="touchMove", touchPoints=points)
        self.browser.chrome("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        self.expect("label", "1")
        self.assertEqual(self.browser.run("return [scrollY, visualViewport.scale]"), [0, 1])
        self.browser.click("#undo")  # one stroke was drawn, and one step takes it back
        self.expect("words", "Empty page")
        self.assertTrue(self.disabled("undo"))

    def test_undo_redo_and_clear(self):
        self.draw(1)
        self.expect("label", "1")
        strokes = self.draw(8, centre=0.8)
        self.expect("label", "18")
        for _ in range(strokes):
            self.browser.click("#undo")
        self.expect("label", "1")
        for _ in range(strokes):
            self.browser.press(CONTROL, SHIFT, "z")
        self.expect("label", "18")
        self.assertTrue(self.disabled("redo"))
        for key in (DELETE, ESCAPE):
            self.browser.press(key)
            self.expect("words", "Empty page")
            self.assertTrue(self.disabled("clear"))
            self.browser.press(CONTROL, "z")  # clearing can be taken back
            self.expect("label", "18")
        self.browser.click("#clear")
        self.expect("words", "Empty page")

    def test_the_keyboard_alone(self):
        self.browser.run("document.activeElement.blur()")
        while self.browser.run("return document.activeElement.id") != "canvas":
            self.browser.press(TAB)
        for _ in range(5):
            self.browser.press(DOWN)  # walks without ink
        self.browser.press(SPACE)
        for _ in range(12):
            self.browser.press(UP)
        self.browser.press(SPACE)
        self.expect("label", "1")
        self.browser.press(SHIFT, RIGHT)
        while self.browser.run("return document.activeElement.id") != "clear":
            self.browser.press(TAB)
        self.browser.press(ENTER)
        self.expect("words", "Empty page")
        self.assertEqual(self.browser.run("return document.activeElement.id"), "canvas")  # the button went out

    def test_a_drawing_survives_turning_the_phone(self):
        self.show(size=webtest.PHONE)
        self.number("touch")
        before = self.text("sure")
        turned = {**webtest.PHONE, "width": webtest.PHONE["height"], "height": webtest.PHONE["width"]}
        self.browser.chrome("Emulation.setDeviceMetricsOverride", **turned)
        self.browser.wait("return innerWidth > innerHeight")
        self.browser.run("document.getElementById('see').click()")  # asks again
        self.browser.wait("return document.querySelectorAll('#seen img').length === 2")
        self.assertEqual(self.text("sure"), before)

    # ---- answers ----

    def test_bars_show_the_chosen_digit(self):
        self.browser.wait("return document.querySelectorAll('#bars li').length === 10")
        self.assertEqual(self.browser.run("return document.querySelector('#bars .value').innerText"), "")
        self.number()
        best = "return document.querySelector('#bars .best .name').innerText"
        self.assertEqual(self.browser.run(best), "7")
        shares = self.browser.run("return [...document.querySelectorAll('#bars .value')].map((v) => parseFloat(v.innerText))")
        self.assertEqual(max(shares), shares[7])
        self.assertLessEqual(sum(shares), 100.6)  # what lacks is the probability of no digit at all
        self.assertGreater(sum(shares), 50)
        self.tap_second_mark()
        self.assertEqual(self.browser.run(best), "3")
        self.browser.run("document.querySelector('.mark[tabindex=\"0\"]').focus()")
        self.assertIn("(2 of 2)", self.text("bars-title"))
        self.browser.press(LEFT)
        self.assertEqual(self.browser.run(best), "7")
        self.assertEqual(self.browser.run("return document.activeElement.getAttribute('aria-checked')"), "true")

    def tap_second_mark(self, wander=(0, 0)):
        mark = self.browser.run("return document.querySelector('#boxes .mark:last-child').getBoundingClientRect().toJSON()")
        x, y = mark["left"] + mark["width"] / 2, mark["top"] + mark["height"] / 2
        self.browser.draw([[(x, y), (x + wander[0], y + wander[1])]], "touch")

    def test_marks_are_tapped_but_never_in_the_way(self):
        gateway = self.gateway()
        self.show(gateway.url)
        self.number()
        self.browser.wait("return document.querySelectorAll('#history li').length === 1")
        strokes = self.sent(gateway)
        self.tap_second_mark()
        self.assertIn("(2 of 2)", self.text("bars-title"))
        self.browser.click("#see")  # asks again: the tap was no stroke
        self.browser.wait("return document.querySelectorAll('#seen img').length === 2")
        self.assertEqual(self.sent(gateway), strokes)
        gateway.seen.clear()
        self.tap_second_mark(wander=(-60, 250))
        self.until(lambda: gateway.asked("/predict") and self.sent(gateway) == strokes + 1)

    def sent(self, gateway):
        """How many strokes the newest question was about."""
        return len(json.loads(gateway.asked("/predict")[-1][1])["strokes"])

    def test_boxes_lie_around_the_digits(self):
        self.number()
        boxes = self.browser.run("return [...document.querySelectorAll('.box')].map((b) => b.getBoundingClientRect().toJSON())")
        sheet = self.browser.run("return document.getElementById('canvas').getBoundingClientRect().toJSON()")
        for box, centre in zip(boxes, (0.3, 0.7)):
            self.assertAlmostEqual(box["left"] + box["width"] / 2, sheet["left"] + centre * sheet["width"], delta=12)
            self.assertAlmostEqual(box["height"], 0.6 * sheet["height"], delta=0.2 * sheet["height"])

    def test_what_the_model_saw(self):
        self.number()
        self.assertFalse(self.shown("seen"))
        self.browser.click("#see")
        self.browser.wait("return document.querySelectorAll('#seen img').length === 2")
        self.browser.wait("return [...document.querySelectorAll('#seen img')].every((img) => img.naturalWidth === 28)")
        self.browser.click("#see")
        self.browser.wait("return document.querySelectorAll('#seen img').length === 0")

    def test_nothing_moves_under_the_pointer_when_an_answer_settles(self):
        """What is pressed just then would be something else: "No" instead of the switch."""
        places = "return ['see', 'bars', 'times'].map((id) => document.getElementById(id).getBoundingClientRect().top)"
        for name, size in webtest.SIZES.items():
            with self.subTest(size=name):
                self.browser.run("sessionStorage.clear()")
                self.show(size=size)
                self.browser.wait("return document.querySelectorAll('#bars li').length === 10")
                before = self.browser.run(places)
                self.draw(4)
                self.settle("4")
                self.assertTrue(self.shown("feedback"))
                self.assertEqual(self.browser.run(places), before)

    def test_scribble_is_no_digit(self):
        sheet = self.browser.run("return document.getElementById('canvas').getBoundingClientRect().toJSON()")
        x, y = sheet["left"] + sheet["width"] / 2, sheet["top"] + sheet["height"] / 2
        self.browser.draw([[(x - 90 + 9 * i, y + (70 if i % 2 else -70)) for i in range(21)]], "mouse")
        self.expect("label", "?")
        self.expect_words("words", "No digit")

    def test_history_brings_drawings_back(self):
        self.draw(4)
        self.expect("label", "4")
        self.browser.wait("return document.querySelectorAll('#history li').length === 1")
        self.browser.click("#clear")
        self.expect("words", "Empty page")
        self.draw(2)
        self.browser.wait("return document.querySelectorAll('#history li').length === 2")
        self.assertEqual(self.browser.run("return document.getElementById('history').innerText").split(), ["2", "4"])
        inked = """const c = document.querySelector('#history canvas');
                   return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v > 0)"""
        self.assertTrue(self.browser.run(inked))
        self.browser.click("#history li:last-child button")
        self.expect("label", "4")
        self.show()  # a reload is the same visit
        self.browser.click("#history li:first-child button")
        self.expect("label", "2")
        self.assertEqual(len(self.browser.run("return document.querySelectorAll('#history li')")), 2)

    # ---- images ----

    def test_an_image_file_is_read(self):
        self.browser.upload("#file", webtest.ROOT / "tests/data/images/digit-7.png")
        self.expect("label", "7")
        self.assertEqual(len(self.browser.run("return document.querySelectorAll('.box')")), 1)
        self.browser.click("#undo")
        self.expect("words", "Empty page")
        self.browser.click("#redo")
        self.expect("label", "7")
        self.draw(3)  # over it: a drawing of its own
        self.expect("label", "3")

    def test_an_image_is_dropped_or_pasted(self):
        send = """
            const [kind, bytes, type] = arguments;
            const data = new DataTransfer();
            data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], "it", {type}));
            const event = kind === "drop" ? new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true})
                                          : new ClipboardEvent("paste", {clipboardData: data, bubbles: true});
            document.getElementById("canvas").dispatchEvent(event);"""
        image = self.base64("tests/data/images/digit-7.png")
        for kind in ("drop", "paste"):
            with self.subTest(kind=kind):
                self.browser.run(send, kind, image, "image/png")
                self.expect("label", "7")
                self.browser.click("#clear")
                self.expect("words", "Empty page")
        self.browser.run(send, "drop", "bm8gaW1hZ2U=", "image/png")
        self.browser.wait("return !document.getElementById('problem').hidden")
        self.picture("page-bad-image")
        self.browser.click("#clear")
        self.browser.wait("return document.getElementById('problem').hidden")

    def base64(self, file):
        return base64.b64encode((webtest.ROOT / file).read_bytes()).decode()

    # ---- what is sent ----

    def test_the_window_can_follow_the_page(self):
        """The server knows strokes of the page by their header, which an opened page does not send."""
        gateway = self.gateway()
        self.show(gateway.url)
        self.expect("words", "Empty page")
        self.assertEqual({headers.get("X-Numeral-Sheet") for headers, _ in gateway.asked("/predict")}, {None})
        gateway.seen.clear()
        self.draw(1)
        self.expect("label", "1")
        headers, body = gateway.asked("/predict")[-1]
        width, height = map(int, headers["X-Numeral-Sheet"].split("x"))
        self.assertEqual(height, 280)
        self.assertGreater(width, height)
        points = [point for stroke in json.loads(body)["strokes"] for point in stroke]
        self.assertTrue(all(0 <= x <= width and 0 <= y <= height for x, y in points))

    def test_nothing_is_asked_of_anybody_else(self):
        self.browser.requests()
        self.show()
        self.number()
        self.browser.click("#see")
        self.browser.wait("return document.querySelectorAll('#seen img').length === 2")
        asked = [url for url in self.browser.requests() if not url.startswith("data:")]
        self.assertTrue(asked)
        self.assertEqual([url for url in asked if not url.startswith(self.server.url + "/")], [])
        self.assertEqual(self.browser.log(), [])  # the policy's complaints would stand there

    def test_inline_scripts_do_not_run(self):
        self.browser.run("""document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.ran = true">');
                            const script = document.createElement("script");
                            script.textContent = "window.ran = true"; document.body.append(script);""")
        self.browser.wait("return performance.now() > 0")
        self.assertIsNone(self.browser.run("return window.ran ?? null"))
        self.assertTrue(any("Content Security Policy" in line for line in self.browser.log()))

    # ---- for everybody ----

    def test_every_control_has_a_name(self):
        self.number()
        self.browser.wait("return document.querySelectorAll('#history li').length === 1")
        tree = self.browser.tree()
        named = {(role, name) for role, name, _ in tree if name}
        for control in [("button", "Undo"), ("button", "Redo"), ("button", "Clear"), ("button", "Image…"),
                        ("slider", "Pen"), ("switch", "Show what the model saw"), ("list", "Probabilities of 7 (1 of 2)"),
                        ("heading", "Numeral"), ("heading", "Drawing"), ("heading", "Answer"), ("heading", "This visit")]:
            self.assertIn(control, named)
        for role, name, node in tree:
            if role in ("button", "radio", "slider", "switch", "textbox", "link", "image", "application"):
                self.assertTrue(name, node)
        live = [node for role, _, node in tree if role == "status" and any(
            p["name"] == "live" and p["value"]["value"] == "polite" for p in node.get("properties", []))]
        self.assertTrue(live)
        self.assertEqual(self.browser.run("return document.documentElement.lang"), "en")

    def test_an_answer_is_spoken_once(self):
        self.browser.run("""window.said = [];
            new MutationObserver(() => said.push(document.getElementById("spoken").textContent))
              .observe(document.getElementById("spoken"), {childList: true});""")
        self.draw(4)
        self.browser.wait("return said.some((text) => text.startsWith('Read as 4'))")
        self.assertEqual(len([text for text in self.browser.run("return said") if text.startswith("Read as")]), 1)

    def test_texts_stand_out(self):
        for scheme in ("light", "dark"):
            with self.subTest(scheme=scheme):
                self.show(prefers_color_scheme=scheme)
                self.number()
                ratio, text = self.browser.run(CONTRAST)
                self.assertGreaterEqual(ratio, 4.5, text)

    def test_dark_mode(self):
        ground = "return getComputedStyle(document.body).backgroundColor"
        light = self.browser.run(ground)
        self.show(prefers_color_scheme="dark")
        self.assertNotEqual(self.browser.run(ground), light)
        self.draw(4)
        self.expect("label", "4")  # light ink on a dark sheet is the same drawing

    def test_who_wants_no_motion_gets_none(self):
        duration = "return getComputedStyle(document.querySelector('#see'), '::before').transitionDuration"
        self.assertNotEqual(self.browser.run(duration), "0s")
        self.show(prefers_reduced_motion="reduce")
        self.assertEqual(self.browser.run(duration), "0s")

    def test_fits_small_screens_and_fingers(self):
        for name in ("small", "phone"):
            with self.subTest(size=name):
                self.show(size=webtest.SIZES[name])
                self.number("touch")
                self.browser.click("#see")
                self.browser.wait("return document.querySelectorAll('#seen img').length === 2")
                self.assertFalse(self.wide())
                self.assertEqual(self.browser.run("""
                    return [...document.querySelectorAll("button, a, input[type=range], .switch")]
                      .filter((e) => e.checkVisibility() && Math.min(e.offsetWidth, e.offsetHeight) < 44)
                      .map((e) => e.id || e.innerText)"""), [])
                self.browser.click("#clear")
                self.browser.run("sessionStorage.clear()")

    def test_fits_at_twice_the_size(self):
        self.show(size={**webtest.DESKTOP, "width": 640, "height": 400, "deviceScaleFactor": 2})  # what 200 % leave
        self.number()
        self.assertFalse(self.wide())

    def test_pictures(self):
        for name, size in webtest.SIZES.items():
            for scheme in ("light", "dark"):
                self.browser.run("sessionStorage.clear()")
                self.show(size=size, prefers_color_scheme=scheme)
                self.browser.wait("return document.querySelectorAll('#bars li').length > 0")
                self.picture(f"page-{name}-{scheme}-empty")
                self.draw(4)
                self.expect("label", "4")
                self.browser.wait("return document.querySelectorAll('#history li').length === 1")
                self.picture(f"page-{name}-{scheme}")
                self.browser.click("#clear")
                self.expect("words", "Empty page")
                self.number()
                self.browser.click("#see")
                self.browser.wait("return document.querySelectorAll('#seen img').length === 2")
                self.browser.wait("return document.querySelectorAll('#history li').length === 2")
                self.browser.run("scrollTo(0, 0)")
                self.picture(f"page-{name}-{scheme}-number")
                self.browser.run("document.getElementById('past').scrollIntoView()")
                self.picture(f"page-{name}-{scheme}-below")


if __name__ == "__main__":
    webtest.main()
