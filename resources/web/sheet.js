// The drawing as data: strokes or a picture, and the way back. Knows nothing of screens.

const kSteps = 200; // of undoing

let latestId = Date.now(); // other than those of the page before in the same visit

// States are never changed, so that undo, history and requests may share them.
// id: the same as long as one and the same drawing grows
// frame: the part of the plane that was on the sheet when the drawing was begun
// picture: {blob, bitmap, name, width, height} instead of strokes
const blank = () => ({ id: ++latestId, strokes: [], picture: null, frame: null });

const round = (value) => Math.round(value * 100) / 100;

export class Sheet extends EventTarget {
  #state = blank();
  #past = [];
  #future = [];
  #open = null; // the stroke that is being drawn
  #undone = []; // what could be done again before that stroke

  get state() {
    return this.#open ? { ...this.#state, strokes: [...this.#state.strokes, this.#open] } : this.#state;
  }

  get isEmpty() {
    return this.#state.strokes.length === 0 && !this.#state.picture && !this.#open;
  }

  get isDrawing() {
    return this.#open !== null;
  }

  get canUndo() {
    return this.#past.length > 0 || this.isDrawing;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** A stroke over a picture begins a drawing of its own. */
  begin(point, frame) {
    this.end();
    this.#undone = this.#future;
    const base = this.#state.picture ? blank() : this.#state;
    this.#keep({ ...base, frame: base.strokes.length > 0 ? base.frame : frame, id: base.strokes.length > 0 ? base.id : ++latestId });
    this.#open = [point.map(round)];
    this.#changed();
  }

  extend(points) {
    if (!this.#open) return;
    const before = this.#open.length;
    for (const point of points.map((each) => each.map(round))) {
      const last = this.#open.at(-1);
      if (last[0] !== point[0] || last[1] !== point[1]) this.#open.push(point);
    }
    if (this.#open.length > before) this.#changed();
  }

  end() {
    if (!this.#open) return;
    this.#state = this.state;
    this.#open = null;
    this.#changed();
  }

  /** As if the stroke had never been begun. */
  cancel() {
    if (!this.#open) return;
    this.#open = null;
    this.#state = this.#past.pop();
    this.#future = this.#undone;
    this.#changed();
  }

  undo() {
    if (this.#open) return this.cancel();
    if (this.#past.length === 0) return;
    this.#future.push(this.#state);
    this.#state = this.#past.pop();
    this.#changed();
  }

  redo() {
    if (this.#open || this.#future.length === 0) return;
    this.#past.push(this.#state);
    this.#state = this.#future.pop();
    this.#changed();
  }

  clear() {
    this.end();
    if (!this.isEmpty) this.put(blank());
  }

  showPicture(picture) {
    this.put({ ...blank(), picture });
  }

  /** Brings back a state that was had from here. */
  put(state) {
    this.end();
    this.#keep(state);
    this.#changed();
  }

  #keep(state) {
    this.#past.push(this.#state);
    if (this.#past.length > kSteps) this.#past.shift();
    this.#future = [];
    this.#state = state;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
