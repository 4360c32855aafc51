// "Was this right?": tells the server the right answer, for its accuracy and for learning from it.
import { apiKey, problemOf } from "./asker.js";
import { inOneLine } from "./words.js";

const element = (id) => document.getElementById(id);

export class Feedback {
  #answer = null;
  #refused = false; // this server takes none

  constructor() {
    element("right").addEventListener("click", () => this.#send(this.#answer.text));
    element("wrong").addEventListener("click", () => this.#open(true));
    element("feedback").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(element("truth").value.trim());
    });
  }

  /** About a settled answer. */
  ask(answer) {
    if (this.#refused || answer.request_id === this.#answer?.request_id) return;
    this.#answer = answer;
    element("feedback").hidden = answer.verdict === "empty";
    element("feedback-title").textContent = "Was this right?";
    element("thanks").textContent = "";
    element("right").hidden = answer.label === null;
    element("wrong").hidden = false;
    element("truth").value = "";
    element("truth").inputMode = answer.digits ? "numeric" : "text";
    this.#open(false);
  }

  /** There is no answer to be right or wrong. */
  hide() {
    this.#answer = null;
    element("feedback").hidden = true;
  }

  #open(open) {
    element("correction").hidden = !open;
    element("wrong").setAttribute("aria-expanded", String(open));
    if (open) element("truth").focus();
  }

  async #send(label) {
    if (!label || !this.#answer) return;
    try {
      const response = await fetch("/feedback", {
        method: "POST",
        headers: { "Content-Type": "application/json", ...apiKey.headers() },
        body: JSON.stringify({ request_id: this.#answer.request_id, label }),
      });
      if (response.ok) this.#thank(label);
      else this.#fail(await problemOf(response));
    } catch {
      element("thanks").textContent = "It could not be sent: the server cannot be reached. Try again.";
    }
  }

  #thank(label) {
    element("feedback-title").textContent = "";
    element("right").hidden = element("wrong").hidden = true;
    this.#open(false);
    element("thanks").textContent = `Thank you: ${inOneLine(label)} is kept as the right answer.`;
  }

  #fail({ status, code, detail }) {
    this.#refused = status === 404 && code === "not_found";
    if (this.#refused) this.hide();
    else element("thanks").textContent = detail || `The server answered ${status}.`;
  }
}
