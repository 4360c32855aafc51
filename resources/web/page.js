"use strict";

// Points are kept in units of a sheet of this side, so that turning a phone or resizing a window changes no drawing.
const kSide = 280;
const kPauseBetweenAnswers = 120; // milliseconds
const kPatience = 10_000; // milliseconds until a request counts as lost

const element = (id) => document.getElementById(id);
const canvas = element("canvas");
const strokes = [];
let pen = null; // the pointer that draws, as long as it is down
let askTimer = 0;
let request = null; // the AbortController of the question that is on its way
let drawn = false; // somebody drew here, so that the window may show it
let changed = false; // the drawing is newer than that question
let failures = 0;

// ---- drawing ----

const penWidth = () => (kSide * element("pen").valueAsNumber) / 100;

function paint() {
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  context.setTransform(side / kSide, 0, 0, side / kSide, 0, 0);
  context.clearRect(0, 0, kSide, kSide);
  context.strokeStyle = getComputedStyle(canvas).color;
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = penWidth();
  context.beginPath();
  for (const [first, ...others] of strokes) {
    context.moveTo(...first);
    context.lineTo(...first); // makes a dot of a single point
    for (const point of others) context.lineTo(...point);
  }
  context.stroke();

  const empty = strokes.length === 0;
  document.body.classList.toggle("drawn", !empty);
  element("undo").disabled = element("clear").disabled = empty;
}

function addPoints(event) {
  const sheet = canvas.getBoundingClientRect();
  const moves = event.getCoalescedEvents?.() ?? [];
  const round = (value) => Math.round(value * 100) / 100;
  for (const move of moves.length > 0 ? moves : [event]) {
    strokes.at(-1).push([
      round(((move.clientX - sheet.left) / sheet.width) * kSide),
      round(((move.clientY - sheet.top) / sheet.height) * kSide),
    ]);
  }
}

function drawingChanged() {
  paint();
  drawn = true;
  changed = true;
  if (request === null && askTimer === 0) askLater(kPauseBetweenAnswers);
}

canvas.addEventListener("pointerdown", (event) => {
  if (pen !== null || event.button !== 0) return;
  pen = event.pointerId;
  canvas.setPointerCapture(pen);
  strokes.push([]);
  addPoints(event);
  drawingChanged();
});

canvas.addEventListener("pointermove", (event) => {
  if (event.pointerId !== pen) return;
  addPoints(event);
  drawingChanged();
});

for (const end of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(end, (event) => {
    if (event.pointerId === pen) pen = null;
  });
}

function undo() {
  pen = null;
  strokes.pop();
  drawingChanged();
}

function clear() {
  pen = null;
  strokes.length = 0;
  drawingChanged();
}

element("undo").addEventListener("click", undo);
element("clear").addEventListener("click", clear);
element("pen").addEventListener("input", drawingChanged);
document.addEventListener("keydown", (event) => {
  const action = { z: event.ctrlKey || event.metaKey ? undo : null, Delete: clear }[event.key];
  if (!action || strokes.length === 0) return;
  event.preventDefault();
  action();
});
new ResizeObserver(paint).observe(canvas);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);

// ---- asking: one question at a time, always about the newest drawing ----

function askLater(milliseconds) {
  clearTimeout(askTimer);
  askTimer = setTimeout(ask, milliseconds);
}

async function ask() {
  askTimer = 0;
  changed = false;
  request = new AbortController();
  const lost = setTimeout(() => request.abort(), kPatience);
  let pause = kPauseBetweenAnswers;
  try {
    const response = await fetch("/predict?include=input", {
      method: "POST",
      // The sheet's side tells the window, where there is one, that this is drawn here and how large the sheet is.
      headers: { "Content-Type": "application/json", ...(drawn && { "X-Numeral-Sheet": String(kSide) }) },
      body: JSON.stringify({ strokes, pen_width: penWidth() }),
      signal: request.signal,
    });
    const answer = await response.json();
    if (response.ok) {
      failures = 0;
      showAnswer(answer);
    } else {
      // 429 and 503 pass by themselves; another refusal stays until the drawing changes.
      const wait = Number(response.headers.get("Retry-After")) || 1;
      const passes = response.status === 429 || response.status === 503;
      if (passes) pause = 1000 * wait;
      changed ||= passes;
      showProblem(`${answer.detail ?? answer.title ?? `The server answered ${response.status}.`}${passes ? " This page keeps trying." : ""}`);
    }
  } catch {
    failures += 1;
    pause = Math.min(8000, 500 * 2 ** failures);
    changed = true;
    showProblem("The server cannot be reached. Is it still running? This page keeps trying.");
  }
  clearTimeout(lost);
  request = null;
  if (changed) askLater(pause);
}

// ---- the answer ----

// Never 100 % for what is not; the same as in the window.
const percent = (share) => (share >= 0.9995 ? "100" : (100 * share).toFixed(1)) + "\u2009%";

const items = (answer) => answer.digits ?? answer.items;

function words(answer) {
  switch (answer.verdict) {
    case "digit":
      return `Read as ${answer.label}`;
    case "unsure":
      return `${[answer.label, ...answer.alternatives.slice(0, 1).map((other) => other.label)].join(" or ")}?`;
    case "not_a_digit":
      return "This is nothing the model knows.";
    default:
      return strokes.length === 0 ? "Nothing drawn yet" : "No ink found";
  }
}

// One bar a class, or, where several glyphs were read, one a glyph.
function bars(answer) {
  const found = items(answer);
  if (found.length > 1) return found.map((item) => ({ name: item.digit ?? item.class, share: item.confidence }));
  const shares = found[0]?.probabilities ?? [];
  return answer.model.classes.map((name, index) => ({ name, share: shares[index] }));
}

function showBars(rows) {
  const top = Math.max(...rows.map(({ share }) => share ?? 0));
  const list = element("bars");
  while (list.children.length > rows.length) list.lastChild.remove();
  rows.forEach(({ name, share }, index) => {
    let row = list.children[index];
    if (!row) {
      row = document.createElement("li");
      row.innerHTML = '<span class="name"></span><span class="track"><div class="fill"></div></span><span class="value"></span>';
      list.append(row);
    }
    row.classList.toggle("best", share > 0 && share === top);
    row.querySelector(".name").textContent = name;
    row.querySelector(".fill").style.transform = `scaleX(${share ?? 0})`;
    row.querySelector(".value").textContent = share === undefined ? "" : percent(share);
  });
}

function showAnswer(answer) {
  element("problem").hidden = true;
  element("answer").classList.remove("stale");
  element("model").textContent = `${answer.model.name} ${answer.model.version}`;
  element("label").textContent = answer.label ?? "";
  const text = words(answer);
  if (element("words").textContent !== text) element("words").textContent = text; // so that it is spoken once
  element("sure").textContent = answer.label === null ? "" : `${percent(answer.confidence)} sure`;
  showBars(bars(answer));

  const input = items(answer)[0]?.input;
  element("seen").hidden = !input;
  if (input) element("seen").querySelector("img").src = `data:image/png;base64,${input}`;
  element("times").textContent =
    answer.label === null ? "" : `Answered in ${(1000 * answer.processing_time_seconds).toFixed(1)} ms on ${answer.device}`;
}

function showProblem(text) {
  const problem = element("problem");
  if (problem.hidden || problem.textContent !== text) problem.textContent = text;
  problem.hidden = false;
  element("answer").classList.add("stale");
}

paint();
ask(); // about the empty sheet: tells which model is there, and whether the server is
