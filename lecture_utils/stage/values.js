// Values of controls and the frames that show them. The four scripts of this folder are joined into one module.

const SVG = "http://www.w3.org/2000/svg";

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const distance = (a, b) => [a].flat(3).reduce((sum, number, i) => sum + Math.abs(number - [b].flat(3)[i]), 0);
const nearest = (values, value) => values.reduce((best, one) => (distance(one, value) < distance(best, value) ? one : best));
const words = (number) => String(Math.round(number * 1000) / 1000).replace("-", "−");

function make(tag, attributes = {}, ...children) {
  const node = attributes.svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name !== "svg" && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

// Small formulas in a text, set as in the pictures (`typeset` in pictures/text.py): D_Q, √D_Q, e^3.
const FORMULA = /(?<![\p{L}\p{N}_$])(?=[\p{L}\p{N}_]*[_^]|√)(√?)(\p{L}|\p{N}+)(?:_([\p{L}\p{N}]+))?(?:\^([-−]?[\p{L}\p{N}_]+(?:\.\p{N}+)?))?(?![\p{L}\p{N}_])/gu;
function typeset(text) {
  const nodes = [];
  let end = 0;
  for (const found of String(text).matchAll(FORMULA)) {
    const [whole, root, base, index, power] = found;
    const inside = [base, ...(index ? [make("sub", {}, index)] : []), ...(power ? [make("sup", {}, power)] : [])];
    nodes.push(text.slice(end, found.index), ...(root ? [root, make("span", { class: "lu-root" }, ...inside)] : inside));
    end = found.index + whole.length;
  }
  return [...nodes, String(text).slice(end)];
}

// The nearest legal value, by kind of control. The kernel has the same rules and the last word.
const legal = {
  step: (control, value, [low, high]) => clamp(Math.round(value), low, high),
  slider: (control, value, [low, high]) => nearest(control.values.filter((one) => low <= one && one <= high), value),
  choice: (control, value) => (control.options.some((option) => same(option.value, value)) ? value : control.value),
  toggle: (control, value) => Boolean(value),
  text: (control, value) => value.slice(0, control.max_length),
  matrix: (control, value) => value.map((row) => row.map((number) => clamp(number, control.lowest, control.highest))),
  pick: ({ shape }, [row, column]) => [clamp(row, 0, shape[0] - 1), clamp(column, 0, shape[1] - 1)],
  box: ({ bounds, snap, minimum }, box) => {
    const [low, high] = [[], []];
    for (const axis of [0, 1]) {
      const [first, last] = [box[axis], box[axis + 2]].sort((a, b) => a - b).map((x) => Math.round(x / snap) * snap);
      low[axis] = clamp(first, bounds[axis], bounds[axis + 2] - minimum[axis]);
      high[axis] = Math.max(Math.min(last, bounds[axis + 2]), low[axis] + minimum[axis]);
    }
    return [...low, ...high];
  },
};

// The value `times` presses of an arrow key away; `grow` (shift) resizes a box instead of moving it.
function moved(control, at, [right, down, grow], times) {
  const [x, y] = [right * times, down * times];
  const along = (list, i) => list[clamp(i + x, 0, list.length - 1)];
  if (control.kind === "step") return at + x;
  if (control.kind === "slider") return along(control.values, control.values.indexOf(at));
  if (control.kind === "choice") { // after the last comes the first, as the browser has it
    const { options } = control;
    return options.at((options.findIndex((option) => same(option.value, at)) + x) % options.length).value;
  }
  if (control.kind === "toggle") return !at;
  if (control.kind === "pick") return [at[0] + y, at[1] + x];
  if (control.kind !== "box") return at;
  const { bounds, snap } = control;
  if (grow) return [at[0], at[1], at[2] + x * snap, at[3] + y * snap];
  return at.map((number, i) => number + clamp([x, y][i % 2] * snap, bounds[i % 2] - at[i % 2], bounds[(i % 2) + 2] - at[(i % 2) + 2]));
}

// Frames and texts by what they depend on; within `bound` bytes the longest unused go first.
class Store {
  constructor(bound) { Object.assign(this, { bound, used: 0, items: new Map() }); }
  has(id) { return this.items.has(id); }
  get(id) {
    const item = this.items.get(id);
    if (item) { this.items.delete(id); this.items.set(id, item); }
    return item;
  }
  put(id, item) {
    const bytes = ({ bitmap }) => (bitmap ? bitmap.width * bitmap.height * 4 : 200);
    if (this.items.has(id)) { item.bitmap?.close(); return; }
    this.items.set(id, item);
    this.used += bytes(item);
    for (const [oldest, old] of this.items) {
      if (this.used <= this.bound || oldest === id) break;
      this.items.delete(oldest);
      this.used -= bytes(old);
      old.bitmap?.close();
    }
  }
  close() { for (const item of this.items.values()) item.bitmap?.close(); }
}
