// Shows the sheet on the canvas and takes pens, fingers, mouse and keys.

// The smaller side of an empty sheet, in units of the points: turning a phone or resizing a window changes no drawing.
export const kSide = 280;
const kStep = kSide / 20; // of the arrow keys
const kSmallStep = kSide / 100;
const kFullPressure = 0.5; // what a mouse says, too
const kTap = 8; // pixels that a tap may wander

/** The smallest frame of the wanted shape around another. */
function fit({ x, y, width, height }, ratio) {
  const wide = Math.max(width, height * ratio);
  const high = wide / ratio;
  return { x: x - (wide - width) / 2, y: y - (high - height) / 2, width: wide, height: high };
}

function around(frame, strokes) {
  let [left, top, right, bottom] = [frame.x, frame.y, frame.x + frame.width, frame.y + frame.height];
  for (const [x, y] of strokes.flat()) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export function frameOf(state, ratio) {
  if (state.picture) return fit({ x: 0, y: 0, width: state.picture.width, height: state.picture.height }, ratio);
  if (state.strokes.length > 0) return fit(around(state.frame, state.strokes), ratio);
  return { x: 0, y: 0, width: kSide * Math.max(1, ratio), height: kSide / Math.min(1, ratio) };
}

function paintStrokes(context, strokes, width, pressures) {
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) {
    const pressed = pressures?.get(stroke[0]);
    if (pressed) {
      paintPressed(context, stroke, width, pressed);
      continue;
    }
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(...stroke[0]);
    context.lineTo(...stroke[0]); // makes a dot of a single point
    for (const point of stroke) context.lineTo(...point);
    context.stroke();
  }
}

// Only for the eye: the drawing that is sent has one width.
function paintPressed(context, stroke, width, pressed) {
  stroke.forEach((point, index) => {
    context.lineWidth = width * (0.6 + 0.8 * (pressed[index] ?? pressed.at(-1)));
    context.beginPath();
    context.moveTo(...stroke[Math.max(0, index - 1)]);
    context.lineTo(...point);
    context.stroke();
  });
}

/** Paints a state so that it fills the canvas; also the small ones of the history. */
export function paint(canvas, state, penWidth, pressures) {
  const width = Math.round(canvas.clientWidth * devicePixelRatio);
  const height = Math.round(canvas.clientHeight * devicePixelRatio);
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  const frame = frameOf(state, width / height);
  const scale = width / frame.width;
  context.setTransform(scale, 0, 0, scale, -frame.x * scale, -frame.y * scale);
  context.strokeStyle = getComputedStyle(canvas).color;
  if (state.picture?.bitmap) context.drawImage(state.picture.bitmap, 0, 0, state.picture.width, state.picture.height);
  paintStrokes(context, state.strokes, penWidth, pressures);
  return frame;
}

export class Paper {
  #canvas;
  #sheet;
  #penWidth;
  #marks; // what lies on the sheet to be tapped
  #frame = null;
  #pointer = null; // the one that draws, as long as it is down
  #tap = null; // where it came down, as long as it has not gone far
  #sawPen = false; // who writes with a pen rests the hand on the glass
  #pressures = new WeakMap(); // of a stroke, by its first point
  #cursor = null; // of the keyboard, in units of the points

  /**
   * marks: {at(x, y), choose(mark)}. They lie under the pen: a tap chooses, a stroke that begins on one is a stroke,
   * since a mark may appear just where the next stroke begins.
   */
  constructor(canvas, sheet, penWidth, marks) {
    this.#canvas = canvas;
    this.#sheet = sheet;
    this.#penWidth = penWidth;
    this.#marks = marks;
    this.repaint();
    this.#listen();
  }

  get frame() {
    return this.#frame;
  }

  repaint() {
    if (this.#canvas.clientWidth === 0) return;
    this.#frame = paint(this.#canvas, this.#sheet.state, this.#penWidth(), this.#pressures);
    if (this.#cursor) this.#paintCursor();
  }

  /** Lets go of the pointer: what was begun with it has been taken back. */
  letGo() {
    this.#pointer = null;
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event));
    canvas.addEventListener("pointercancel", (event) => this.#up(event));
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    // Safari scrolls on a touch that only the pointer's event refused.
    canvas.addEventListener("touchmove", (event) => event.preventDefault(), { passive: false });
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => this.#leave());
    new ResizeObserver(() => {
      this.repaint();
      canvas.dispatchEvent(new Event("reframed"));
    }).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
  }

  #at(event) {
    const place = this.#canvas.getBoundingClientRect();
    const scale = this.#frame.width / place.width;
    const { x, y, width, height } = this.#frame;
    return [
      x + Math.min(width, Math.max(0, (event.clientX - place.left) * scale)),
      y + Math.min(height, Math.max(0, (event.clientY - place.top) * scale)),
    ];
  }

  #down(event) {
    this.#sawPen ||= event.pointerType === "pen";
    const palm = this.#sawPen && event.pointerType === "touch";
    if (this.#pointer !== null || event.button !== 0 || palm) return;
    this.#cursor = null;
    this.#pointer = event.pointerId;
    this.#tap = { x: event.clientX, y: event.clientY, mark: this.#marks.at(event.clientX, event.clientY) };
    this.#canvas.setPointerCapture(event.pointerId);
    if (this.#sheet.state.picture) this.#frame = frameOf({ strokes: [] }, this.#frame.width / this.#frame.height);
    this.#sheet.begin(this.#at(event), this.#frame);
    if (event.pointerType === "pen") this.#pressures.set(this.#sheet.state.strokes.at(-1)[0], [event.pressure]);
  }

  #move(event) {
    if (event.pointerId !== this.#pointer) return this.#hover(event);
    if (this.#tap && Math.hypot(event.clientX - this.#tap.x, event.clientY - this.#tap.y) > kTap) this.#tap = null;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const moves = coalesced.length > 0 ? coalesced : [event];
    const first = this.#sheet.state.strokes.at(-1)?.[0];
    this.#pressures.get(first)?.push(...moves.map((move) => move.pressure || kFullPressure));
    this.#sheet.extend(moves.map((move) => this.#at(move)));
  }

  #up(event) {
    if (event.pointerId !== this.#pointer) return;
    if (event.type === "pointerup") this.#move(event); // a fast one may not have moved before
    this.#pointer = null;
    const mark = event.type === "pointerup" ? (this.#tap?.mark ?? null) : null;
    if (mark === null) return this.#sheet.end();
    this.#sheet.cancel();
    this.#marks.choose(mark);
  }

  #hover(event) {
    if (this.#pointer === null) this.#canvas.classList.toggle("choosing", this.#marks.at(event.clientX, event.clientY) !== null);
  }

  // ---- by keyboard ----

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!direction && event.key !== " ") return;
    event.preventDefault();
    if (this.#pointer !== null) return;
    this.#cursor ??= [this.#frame.x + this.#frame.width / 2, this.#frame.y + this.#frame.height / 2];
    if (direction) this.#walk(direction, event.shiftKey ? kSmallStep : kStep);
    else if (this.#sheet.isDrawing) this.#sheet.end();
    else this.#sheet.begin(this.#cursor, this.#frame);
    this.repaint();
  }

  #walk([x, y], step) {
    const { x: left, y: top, width, height } = this.#frame;
    this.#cursor = [
      left + Math.min(width, Math.max(0, this.#cursor[0] - left + x * step)),
      top + Math.min(height, Math.max(0, this.#cursor[1] - top + y * step)),
    ];
    this.#sheet.extend([this.#cursor]);
  }

  #leave() {
    if (!this.#cursor) return;
    this.#cursor = null;
    this.#sheet.end();
    this.repaint();
  }

  #paintCursor() {
    const context = this.#canvas.getContext("2d");
    const radius = Math.max(this.#penWidth(), kSide / 25);
    context.lineWidth = kSide / 140;
    context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--accent");
    context.beginPath();
    context.arc(...this.#cursor, radius, 0, 2 * Math.PI);
    if (!this.#sheet.isDrawing) context.setLineDash([kSide / 60, kSide / 60]);
    context.stroke();
    context.setLineDash([]);
  }
}
