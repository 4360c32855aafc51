// What went wrong and what happens now, in words.

const kNoticeTime = 6_000; // milliseconds that good news stays

const element = (id) => document.getElementById(id);

const kWords = {
  lost: () => "The server cannot be reached. Your drawing is kept; this page tries again by itself.",
  full: ({ detail, seconds }) => `The server is busy. ${detail} This page asks again in ${seconds} s.`,
  limited: ({ detail, seconds }) => `Too many requests. ${detail} This page asks again in ${seconds} s.`,
  model: ({ detail }) => `No model is loaded. ${detail} This page asks again by itself.`,
  key: ({ detail }) => `This server wants an API key. ${detail}`,
  refused: ({ detail }) => detail,
};

export class Notices {
  #kind = null; // of the problem that stands there
  #timer = 0;

  problem(problem) {
    const text = kWords[problem.kind](problem);
    const place = element("problem");
    this.#kind = problem.kind;
    element("notice").hidden = true;
    // Written only once, or a screen reader would say it at each attempt.
    if (place.hidden || place.textContent !== text) place.textContent = text;
    place.hidden = false;
  }

  answered() {
    element("problem").hidden = true;
    if (this.#kind === "lost") this.tell("The server is back.");
    this.#kind = null;
  }

  tell(sentence) {
    clearTimeout(this.#timer);
    element("notice").hidden = false;
    element("notice").textContent = sentence;
    this.#timer = setTimeout(() => (element("notice").hidden = true), kNoticeTime);
  }
}
