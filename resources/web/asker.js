// Asks the server about the newest drawing, and goes on asking where asking again can help.

const kPauseBetweenAnswers = 120; // milliseconds
const kPatience = 10_000; // milliseconds until a request counts as lost
const kFirstPause = 500; // milliseconds after the first failure; each further one doubles it
const kLongestPause = 8_000;

const kKeyName = "numeral.api-key";

export const apiKey = {
  get: () => sessionStorage.getItem(kKeyName) ?? "",
  set: (key) => (key ? sessionStorage.setItem(kKeyName, key) : sessionStorage.removeItem(kKeyName)),
  headers: () => (apiKey.get() ? { "X-API-Key": apiKey.get() } : {}),
};

/** What a refusal says, whoever wrote it: a gateway's answer may be no JSON. */
export async function problemOf(response) {
  const problem = await response.json().catch(() => ({}));
  return { status: response.status, code: problem.code ?? "", detail: problem.detail ?? problem.title ?? "" };
}

/**
 * Events: "answer" {answer, question, settled}, "problem" {kind, detail, seconds}. Kinds: lost, full, limited, model,
 * key, refused.
 */
export class Asker extends EventTarget {
  #makeRequest; // () => {path, options, question} about what is there now
  #isResting; // () => nobody is drawing at this moment
  #timer = 0;
  #request = null; // the AbortController of the question that is on its way
  #changed = false; // what is there is newer than that question
  #failures = 0;
  #holdUntil = 0; // what the server asked us to wait for

  constructor(makeRequest, isResting) {
    super();
    this.#makeRequest = makeRequest;
    this.#isResting = isResting;
  }

  /**
   * One question at a time while somebody draws: cancelling at each move would starve a slow connection of answers.
   * Once the stroke is done, the question about the unfinished one is given up for the one that counts.
   */
  changed() {
    this.#changed = true;
    if (this.#request && !this.#isResting()) return;
    this.#request?.abort();
    if (this.#timer === 0) this.#askIn(kPauseBetweenAnswers);
  }

  /** At once, whatever there is to wait for: somebody asked for it. */
  now() {
    this.#holdUntil = 0;
    this.#changed = true;
    this.#request?.abort();
    clearTimeout(this.#timer);
    this.#ask();
  }

  #askIn(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), Math.max(milliseconds, this.#holdUntil - Date.now()));
  }

  async #ask() {
    this.#timer = 0;
    this.#changed = false;
    const request = (this.#request = new AbortController());
    const lost = setTimeout(() => request.abort(new Error("lost")), kPatience);
    let pause = kPauseBetweenAnswers;
    try {
      const { path, options, question } = this.#makeRequest();
      const response = await fetch(path, { ...options, signal: request.signal });
      if (response.ok) await this.#take(await response.json(), question, request);
      else pause = await this.#refused(response, request);
    } catch {
      pause = this.#failed(request);
    }
    clearTimeout(lost);
    if (this.#request !== request) return; // a newer one has taken over
    this.#request = null;
    if (this.#changed && this.#timer === 0) this.#askIn(pause);
  }

  #take(answer, question, request) {
    if (this.#request !== request) return;
    this.#failures = 0;
    this.#tell("answer", { answer, question, settled: !this.#changed && this.#isResting() });
  }

  /** Some pass by themselves; another refusal stays until the drawing changes. */
  async #refused(response, request) {
    const { status, code, detail } = await problemOf(response);
    if (this.#request !== request) return 0;
    this.#failures = 0;
    const seconds = Number(response.headers.get("Retry-After")) || 1;
    const kind = { 401: "key", 403: "key", 429: "limited", 502: "full", 503: code === "no_model" ? "model" : "full", 504: "full" }[status] ?? "refused";
    this.#tell("problem", { kind, detail: detail || `The server answered ${status}.`, seconds });
    if (kind === "key" || kind === "refused") return kPauseBetweenAnswers;
    this.#changed = true;
    this.#holdUntil = Date.now() + 1000 * seconds;
    return 1000 * seconds;
  }

  #failed(request) {
    if (this.#request !== request) return 0;
    if (request.signal.aborted && request.signal.reason?.message !== "lost") return 0; // given up for a newer one
    this.#failures += 1;
    this.#changed = true;
    this.#tell("problem", { kind: "lost", detail: "" });
    return Math.min(kLongestPause, kFirstPause * 2 ** (this.#failures - 1));
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
