// What belongs to what: the sheet, its paper, the questions, the answers.
import { AnswerView } from "./answer.js";
import { apiKey, Asker } from "./asker.js";
import { Boxes } from "./boxes.js";
import { Feedback } from "./feedback.js";
import { History } from "./history.js";
import { Notices } from "./notices.js";
import { kSide, Paper } from "./paper.js";
import { listenForPictures } from "./pictures.js";
import { Sheet } from "./sheet.js";
import { itemsOf } from "./words.js";

const kSeeName = "numeral.see";

const element = (id) => document.getElementById(id);
const penWidth = () => (kSide * element("pen").valueAsNumber) / 100;

const sheet = new Sheet();
const view = new AnswerView();
const boxes = new Boxes(view);
const paper = new Paper(element("canvas"), sheet, penWidth, boxes);
const feedback = new Feedback();
const notices = new Notices();
const history = new History(bringBack);
const asker = new Asker(question, () => !sheet.isDrawing);
let drawn = false; // somebody drew here, so that the window may show it

// ---- asking ----

function question() {
  const { state } = sheet;
  const about = { state, pen: penWidth(), left: paper.frame.x, top: paper.frame.y };
  const path = element("see").checked ? "/predict?include=input" : "/predict";
  if (state.picture) {
    const type = state.picture.blob.type || "application/octet-stream";
    return { path, question: about, options: { method: "POST", headers: { "Content-Type": type, ...apiKey.headers() }, body: state.picture.blob } };
  }
  return { path, question: about, options: { method: "POST", headers: drawingHeaders(), body: drawingBody(state) } };
}

/** The sheet's size tells the window, where there is one, that this is drawn here and how large to show it. */
function drawingHeaders() {
  const { width, height } = paper.frame;
  const size = `${Math.ceil(width)}x${Math.ceil(height)}`;
  return { "Content-Type": "application/json", ...(drawn && { "X-Numeral-Sheet": size }), ...apiKey.headers() };
}

/** Counted from the sheet's corner, which is not zero once a drawing has come to a sheet of another shape. */
function drawingBody(state) {
  const { x: left, y: top } = paper.frame;
  const round = (value) => Math.round(value * 100) / 100;
  const strokes = state.strokes.map((stroke) => stroke.map(([x, y]) => [round(x - left), round(y - top)]));
  return JSON.stringify({ strokes, pen_width: penWidth() });
}

/** Boxes are counted as the points were when they were sent. */
function moveBoxes(answer, { state, left, top }) {
  if (state.picture) return;
  for (const item of itemsOf(answer)) if (item.box) item.box = [item.box[0] + left, item.box[1] + top, item.box[2], item.box[3]];
}

// ---- answers ----

asker.addEventListener("answer", ({ detail: { answer, question: about, settled } }) => {
  const isEmpty = about.state.strokes.length === 0 && !about.state.picture;
  notices.answered();
  element("key-form").hidden = true;
  moveBoxes(answer, about);
  view.show(answer, isEmpty);
  boxes.show(itemsOf(answer));
  boxes.place(paper.frame);
  if (!settled) return;
  view.speak(answer, isEmpty);
  history.add(about.state, about.pen, answer);
  feedback.ask(answer);
});

asker.addEventListener("problem", ({ detail }) => {
  notices.problem(detail);
  view.stale();
  boxes.show([]);
  feedback.hide();
  if (detail.kind !== "key") return;
  element("key-form").hidden = false;
});

element("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  apiKey.set(element("key").value.trim());
  element("key").value = "";
  asker.now();
});

window.addEventListener("online", () => asker.now());

// ---- the sheet ----

sheet.addEventListener("change", () => {
  drawn = true;
  refresh();
  asker.changed();
});

function refresh() {
  paper.repaint();
  boxes.place(paper.frame);
  document.body.classList.toggle("drawn", !sheet.isEmpty);
  if (sheet.isEmpty) boxes.show([]);
  element("undo").disabled = !sheet.canUndo;
  element("redo").disabled = !sheet.canRedo;
  element("clear").disabled = sheet.isEmpty;
}

element("canvas").addEventListener("reframed", () => boxes.place(paper.frame));

function bringBack(state, pen) {
  element("pen").value = (100 * pen) / kSide;
  sheet.put(state);
  element("canvas").focus({ preventScroll: true });
}

// A button that goes out under the keyboard's focus would lose it.
function act(action) {
  const { activeElement } = document;
  paper.letGo();
  action();
  if (activeElement.disabled) element("canvas").focus({ preventScroll: true });
}

const undo = () => act(() => sheet.undo());
const redo = () => act(() => sheet.redo());
const clear = () => act(() => sheet.clear());
element("undo").addEventListener("click", undo);
element("redo").addEventListener("click", redo);
element("clear").addEventListener("click", clear);
element("pen").addEventListener("input", () => {
  paper.repaint();
  asker.changed();
});

function shortcut(event) {
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (control && key === "z") return event.shiftKey ? redo : undo;
  if (control && key === "y") return redo;
  return key === "delete" || key === "escape" ? clear : null;
}

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input[type=text], input[type=password]")) return;
  const action = shortcut(event);
  if (!action) return;
  event.preventDefault();
  action();
});

listenForPictures(
  (picture) => sheet.showPicture(picture),
  (sentence) => notices.tell(sentence),
);

element("see").checked = sessionStorage.getItem(kSeeName) === "yes";
element("see").addEventListener("change", () => {
  sessionStorage.setItem(kSeeName, element("see").checked ? "yes" : "no");
  asker.changed();
});

refresh();
asker.now(); // about the empty sheet: tells which model is there, and whether the server is
