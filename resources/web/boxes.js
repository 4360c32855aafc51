// Boxes over the digits that were read. Their marks choose whose bars are shown, by click or arrow keys.
import { itemSentence, mark } from "./words.js";

const element = (id) => document.getElementById(id);

export class Boxes {
  #view; // whose digit is chosen
  #items = [];

  constructor(view) {
    this.#view = view;
    view.addEventListener("choose", () => this.#check());
    element("boxes").addEventListener("keydown", (event) => this.#key(event));
  }

  show(items) {
    this.#items = items.filter((item) => item.box);
    const boxes = element("boxes");
    boxes.hidden = this.#items.length === 0;
    // Kept where the count is the same, so that the keyboard's focus stays while an answer is refreshed.
    if (boxes.children.length !== 2 * this.#items.length)
      boxes.replaceChildren(...this.#items.flatMap((_, index) => this.#make(index)));
    this.#items.forEach((item, index) => {
      const button = boxes.children[2 * index + 1];
      boxes.children[2 * index].className = button.className = item.verdict === "digit" ? "" : "doubtful";
      boxes.children[2 * index].classList.add("box");
      button.classList.add("mark");
      button.textContent = mark(item);
      button.setAttribute("aria-label", itemSentence(item, index, this.#items.length));
      button.hidden = this.#items.length < 2;
    });
    this.#check();
  }

  /** frame: what part of the plane the sheet shows. */
  place(frame) {
    const { width } = element("boxes").parentElement.getBoundingClientRect();
    const scale = width / frame.width;
    this.#items.forEach(({ box: [x, y, wide, high] }, index) => {
      const [outline, button] = [...element("boxes").children].slice(2 * index, 2 * index + 2);
      const [left, top] = [(x - frame.x) * scale, (y - frame.y) * scale];
      Object.assign(outline.style, { left: `${left}px`, top: `${top}px`, width: `${wide * scale}px`, height: `${high * scale}px` });
      const above = top - button.offsetHeight;
      Object.assign(button.style, { left: `${left}px`, top: `${above < 0 ? top + high * scale : above}px` });
    });
  }

  /** The mark at a place of the window, null for none. */
  at(x, y) {
    const found = [...element("boxes").querySelectorAll(".mark")].findIndex((mark) => {
      const { left, top, right, bottom } = mark.getBoundingClientRect();
      return x >= left && x < right && y >= top && y < bottom;
    });
    return found < 0 ? null : found;
  }

  choose(index) {
    this.#view.choose(index);
  }

  #make(index) {
    const outline = document.createElement("div");
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("role", "radio");
    button.addEventListener("click", () => this.#view.choose(index));
    return [outline, button];
  }

  #check() {
    this.#items.forEach((_, index) => {
      const [outline, button] = [...element("boxes").children].slice(2 * index, 2 * index + 2);
      const chosen = index === this.#view.chosen;
      outline.classList.toggle("chosen", chosen && this.#items.length > 1);
      button.setAttribute("aria-checked", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    });
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (this.#view.chosen + step + this.#items.length) % this.#items.length;
    this.#view.choose(next);
    element("boxes").children[2 * next + 1].focus();
  }
}
