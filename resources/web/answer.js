// Shows an answer: what was read, how sure, one bar for each class of the chosen digit, what the model saw.
import * as words from "./words.js";

const kSpeakAfter = 600; // milliseconds without another answer, so that a digit of two strokes is spoken once

const element = (id) => document.getElementById(id);

function setText(id, text) {
  if (element(id).textContent !== text) element(id).textContent = text;
}

export class AnswerView extends EventTarget {
  #answer = null;
  #chosen = 0;
  #classes = [];
  #speaking = 0;

  /** Event "choose": another digit is the one whose bars are shown. */
  get chosen() {
    return this.#chosen;
  }

  show(answer, isEmpty) {
    const items = words.itemsOf(answer);
    this.#answer = answer;
    this.#classes = answer.model.classes ?? this.#classes;
    this.#chosen = Math.min(this.#chosen, Math.max(0, items.length - 1));
    element("reading").classList.remove("stale");
    element("answer").dataset.verdict = answer.verdict;
    setText("model", `${answer.model.name} ${answer.model.version}`);
    const large = words.headline(answer);
    setText("label", large);
    element("label").dataset.size = large.length > 8 ? "small" : large.length > 3 ? "middle" : "large";
    setText("words", words.verdict(answer, isEmpty));
    setText("sure", [words.confidence(answer), words.hint(answer)].filter(Boolean).join(" "));
    setText("times", answer.label === null ? "" : `Answered in ${(1000 * answer.processing_time_seconds).toFixed(1)} ms on ${answer.device}`);
    this.#showItem();
    this.#showSeen(items);
  }

  /** Once, when the answer stands. */
  speak(answer, isEmpty) {
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => setText("spoken", words.sentence(answer, isEmpty)), kSpeakAfter);
  }

  /** What stands there is not about this drawing. */
  stale() {
    clearTimeout(this.#speaking);
    element("reading").classList.add("stale");
  }

  choose(index) {
    if (index === this.#chosen) return;
    this.#chosen = index;
    this.#showItem();
    this.#markSeen();
    this.dispatchEvent(new Event("choose"));
  }

  #showItem() {
    const items = words.itemsOf(this.#answer);
    const item = items[this.#chosen];
    setText("bars-title", items.length > 1 ? `Probabilities of ${words.mark(item)} (${this.#chosen + 1} of ${items.length})` : "Probabilities");
    showBars(this.#classes.map((name, index) => ({ name, share: item?.probabilities?.[index] })));
  }

  #showSeen(items) {
    const seen = element("seen");
    const pictures = items.filter((item) => item.input);
    seen.hidden = pictures.length === 0;
    seen.replaceChildren(
      ...pictures.map((item, index) => {
        const figure = document.createElement("figure");
        const picture = new Image();
        picture.src = `data:image/png;base64,${item.input}`;
        picture.alt = `What the model saw of ${words.itemSentence(item, index, items.length)}`;
        const caption = document.createElement("figcaption");
        caption.textContent = words.mark(item);
        figure.append(picture, caption);
        return figure;
      }),
    );
    this.#markSeen();
  }

  #markSeen() {
    [...element("seen").children].forEach((figure, index, all) => figure.classList.toggle("chosen", all.length > 1 && index === this.#chosen));
  }
}

function makeBar() {
  const row = document.createElement("li");
  row.innerHTML = '<span class="name"></span><span class="track" aria-hidden="true"><span class="fill"></span></span><span class="value"></span>';
  return row;
}

function showBars(rows) {
  const top = Math.max(...rows.map(({ share }) => share ?? 0));
  const list = element("bars");
  while (list.children.length > rows.length) list.lastChild.remove();
  rows.forEach(({ name, share }, index) => {
    const row = list.children[index] ?? list.appendChild(makeBar());
    row.classList.toggle("best", share > 0 && share === top);
    row.querySelector(".name").textContent = name;
    row.querySelector(".fill").style.transform = `scaleX(${share ?? 0})`;
    row.querySelector(".value").textContent = share === undefined ? "" : words.percent(share);
  });
}
