#!/usr/bin/env python3
"""What the drawing page says and does when there is no answer, and how it corrects one: states_test.py NUMERALD"""
import json

import webtest
from browser import ENTER

PROBLEM = "return document.getElementById('problem').hidden"


def problem(code, detail):
    return {"code": code, "detail": detail, "title": "no", "error": detail}


class StatesTest(webtest.WebTest):
    def setUp(self):
        self.show()
        self.browser.run("sessionStorage.clear()")

    def refuse(self, status, code, detail, **headers):
        """A page behind a gateway that refuses to read."""
        gateway = self.gateway()
        gateway.refusals["/predict"] = (status, headers, problem(code, detail))
        self.show(gateway.url)
        return gateway

    def test_a_lost_server_is_named_and_found_again(self):
        server = self.serve()
        self.show(server.url)
        self.draw(4)
        self.expect("label", "4")
        self.assertEqual(server.stop(), 0)
        self.browser.click("#clear")
        self.draw(7)
        self.expect_words("problem", "cannot be reached")
        self.expect_words("problem", "drawing is kept")
        self.picture("page-lost")
        self.serve(port=server.port)
        self.expect("label", "7")
        self.assertTrue(self.browser.run(PROBLEM))
        self.expect_words("notice", "The server is back.")

    def test_a_missing_model_is_named(self):
        server = self.serve("--allow-no-model", "--model", "/nowhere")
        self.show(server.url)
        self.expect_words("problem", "No model is loaded.")
        self.picture("page-no-model")

    def test_a_busy_server_is_asked_again(self):
        for status, code, words in ((503, "queue_full", "busy"), (429, "too_many_requests", "Too many requests")):
            with self.subTest(status=status):
                gateway = self.refuse(status, code, "There is no room now.", **{"Retry-After": "1"})
                self.expect_words("problem", words)
                self.expect_words("problem", "asks again in 1 s")
                self.draw(4)
                gateway.refusals.clear()
                self.expect("label", "4")  # without any further doing
                self.assertTrue(self.browser.run(PROBLEM))

    def test_the_servers_pause_is_kept(self):
        gateway = self.refuse(503, "queue_full", "There is no room now.", **{"Retry-After": "60"})
        self.expect_words("problem", "asks again in 60 s")
        asked = len(gateway.asked("/predict"))
        self.draw(4)
        self.draw(7)
        self.expect_words("problem", "asks again in 60 s")
        self.assertEqual(len(gateway.asked("/predict")), asked)

    def test_a_key_is_asked_for_and_kept(self):
        gateway = self.refuse(401, "key_missing", "Send the key as X-API-Key.")
        self.expect_words("problem", "wants an API key")
        self.picture("page-key")
        gateway.refusals.clear()
        self.browser.click("#key")
        self.browser.write("#key", "secret")
        self.browser.press(ENTER)
        self.expect("words", "Empty page")
        self.assertFalse(self.shown("key-form"))
        self.show(gateway.url)
        self.draw(4)
        self.expect("label", "4")
        self.assertEqual(gateway.asked("/predict")[-1][0]["X-API-Key"], "secret")

    def test_a_refusal_is_told_in_the_servers_words(self):
        gateway = self.refuse(422, "unusable_image", "The image ends too early.")
        self.expect("problem", "The image ends too early.")
        asked = len(gateway.asked("/predict"))
        gateway.refusals.clear()
        self.draw(4)
        self.expect("label", "4")
        self.assertGreater(len(gateway.asked("/predict")), asked)

    def test_the_right_answer_is_sent(self):
        gateway = self.gateway()
        gateway.refusals["/feedback"] = (202, {}, {})
        self.show(gateway.url)
        self.draw(4)
        self.browser.wait("return document.getElementById('feedback').checkVisibility()")
        self.browser.click("#wrong")
        self.browser.write("#truth", "9")
        self.browser.press(ENTER)
        self.expect_words("thanks", "9 is kept as the right answer")
        sent = json.loads(gateway.asked("/feedback")[0][1])
        self.assertEqual(set(sent), {"request_id", "label"})
        self.assertEqual(sent["label"], "9")
        self.assertTrue(sent["request_id"])
        self.browser.click("#clear")
        self.expect("words", "Empty page")
        self.draw(7)
        self.browser.wait("return document.getElementById('right').checkVisibility()")
        self.browser.click("#right")
        self.expect_words("thanks", "7 is kept")

    def test_feedback_goes_where_nobody_takes_it(self):
        gateway = self.gateway()
        gateway.refusals["/feedback"] = (404, {}, problem("not_found", "There is nothing at /feedback."))
        self.show(gateway.url)
        self.draw(4)
        self.browser.wait("return document.getElementById('right').checkVisibility()")
        self.browser.click("#right")
        self.browser.wait("return !document.getElementById('feedback').checkVisibility()")
        self.browser.click("#clear")
        self.draw(7)
        self.expect("spoken", self.browser.wait(
            "const t = document.getElementById('spoken').innerText; return t.startsWith('Read as 7') && t"))
        self.assertFalse(self.shown("feedback"))


if __name__ == "__main__":
    webtest.main()
