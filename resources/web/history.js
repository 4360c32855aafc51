// The last answers of this visit. Drawings outlive a reload, pictures do not: they are too large to keep.
import { paint } from "./paper.js";
import { headline, sentence } from "./words.js";

const kMost = 12;
const kName = "numeral.history";

const element = (id) => document.getElementById(id);

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(kName)) ?? [];
  } catch {
    return [];
  }
}

export class History {
  #entries = kept(); // {state, pen, label, words}, the newest first
  #bringBack;

  /** bringBack(state, pen): puts a drawing on the sheet again. */
  constructor(bringBack) {
    this.#bringBack = bringBack;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#paint());
    this.#show();
  }

  /** A drawing that grows stays one entry. */
  add(state, pen, answer) {
    if (answer.verdict === "empty") return;
    const entry = { state, pen, label: headline(answer), words: sentence(answer) };
    const known = this.#entries.findIndex((each) => each.state.id === state.id);
    if (known >= 0) this.#entries[known] = entry;
    else this.#entries = [entry, ...this.#entries].slice(0, kMost);
    this.#keep();
    this.#show();
  }

  #keep() {
    try {
      sessionStorage.setItem(kName, JSON.stringify(this.#entries.filter(({ state }) => !state.picture)));
    } catch {
      sessionStorage.removeItem(kName); // full: the list lasts until the page is left
    }
  }

  #show() {
    element("past").hidden = this.#entries.length === 0;
    element("history").replaceChildren(...this.#entries.map((entry) => this.#row(entry)));
    this.#paint();
  }

  #row({ state, pen, label, words }) {
    const row = document.createElement("li");
    const button = document.createElement("button");
    const thumbnail = document.createElement("canvas");
    const name = document.createElement("span");
    button.type = "button";
    button.setAttribute("aria-label", `Bring back: ${words}`);
    button.addEventListener("click", () => this.#bringBack(state, pen));
    thumbnail.setAttribute("aria-hidden", "true");
    name.textContent = label;
    button.append(thumbnail, name);
    row.append(button);
    return row;
  }

  #paint() {
    [...element("history").querySelectorAll("canvas")].forEach((canvas, index) => {
      const { state, pen } = this.#entries[index];
      paint(canvas, state, pen);
    });
  }
}
