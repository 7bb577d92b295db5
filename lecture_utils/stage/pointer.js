// Cells that are picked and boxes that are dragged, on a panel. The browser draws them at once, over the frame, in pixels of
// the panel; `player.axes` says, for each control, where in the frame the axes lie and which data coordinates they span.

const NEAR = 10; // pixels within which the pointer holds a side of a box

// Items of a picture that set a step or a slider: the smallest under the pointer is meant.
function pickable(player, control, toValue) {
  for (const name of control.picks ?? []) {
    const { overlay } = player.panels[name];
    const under = (event) => {
      const page = overlay.getBoundingClientRect();
      const [x, y] = [(event.clientX - page.left) / page.width, (event.clientY - page.top) / page.height];
      return (player.items[name]?.[control.name] ?? []).find(([, left, top, w, h]) => x >= left && x <= left + w && y >= top && y <= top + h)?.[0];
    };
    overlay.classList.add("lu-items");
    overlay.addEventListener("pointermove", (event) => { overlay.style.cursor = under(event) === undefined ? "default" : "pointer"; });
    overlay.addEventListener("click", (event) => {
      const item = under(event);
      if (item !== undefined) player.change(control.name, toValue(item));
    });
  }
}

function pointed(player, control, describe) {
  const { overlay, width, height } = player.panels[control.panel];
  const output = shownValue(control);
  // A panel can hold several. The pointer holds one of them, the keyboard is on one; each has its own colour.
  const others = (overlay.pointed ??= []);
  const node = others.length ? overlay.appendChild(make("g", { svg: true })) : overlay;
  const marks = overlay.appendChild(make("g", { svg: true, style: `--role: ${control.colour}` }));
  if (node !== overlay) node.append(marks);
  const shape = (name) => marks.appendChild(make("rect", { svg: true, class: name, visibility: "hidden" }));
  const [hover, halo, outline] = ["lu-hover", "lu-halo", "lu-outline"].map(shape);
  const handles = control.kind === "box" ? [0, 1, 2, 3].map(() => shape("lu-handle")) : [];
  const place = (node, x, y, w, h) => { for (const [name, value] of Object.entries({ x, y, width: w, height: h, visibility: "visible" })) node.setAttribute(name, value); };

  function frame() { // the axes in pixels of the panel, and their span in data
    const [left, top, w, h, x0, x1, y0, y1] = player.axes[control.name];
    return { left: left * width, top: top * height, w: w * width, h: h * height, x0, x1, y0, y1 };
  }
  function fraction(event) { // of the axes, from their left and top
    const page = overlay.getBoundingClientRect();
    const { left, top, w, h } = frame();
    return [(((event.clientX - page.left) / page.width) * width - left) / w, (((event.clientY - page.top) / page.height) * height - top) / h];
  }
  const cellAt = (event) => { const [x, y] = fraction(event); return [Math.floor(y * control.shape[0]), Math.floor(x * control.shape[1])]; };
  const dataAt = (event) => { const [[x, y], { x0, x1, y0, y1 }] = [fraction(event), frame()]; return [x0 + x * (x1 - x0), y0 + y * (y1 - y0)]; };
  function drawCell(node, [row, column]) {
    const { left, top, w, h } = frame();
    const [cw, ch] = [w / control.shape[1], h / control.shape[0]];
    const [shownW, shownH] = [Math.max(cw, 8), Math.max(ch, 8)]; // a pixel would be too small to see
    place(node, left + (column + 0.5) * cw - shownW / 2, top + (row + 0.5) * ch - shownH / 2, shownW, shownH);
  }
  function sidesInPixels(box) {
    const { left, top, w, h, x0, x1, y0, y1 } = frame();
    return box.map((number, i) => (i % 2 ? top + ((number - y0) / (y1 - y0)) * h : left + ((number - x0) / (x1 - x0)) * w));
  }
  // Which sides the pointer holds, as [−1 left | 0 | 1 right, −1 top | 0 | 1 bottom]; null outside of the box.
  function grip(event) {
    const { left, top, w, h } = frame();
    const [fx, fy] = fraction(event);
    const box = sidesInPixels(player.state[control.name]);
    const held = [left + fx * w, top + fy * h].map((at, axis) => {
      const [low, high] = [box[axis], box[axis + 2]];
      if (at < low - NEAR || at > high + NEAR) return null;
      const reach = Math.min(NEAR, (high - low) / 4 + NEAR / 2); // a small box keeps a middle to be moved by
      return Math.abs(at - high) < reach ? 1 : Math.abs(at - low) < reach ? -1 : 0;
    });
    return held.includes(null) ? null : held;
  }
  function dragged(event, { from, box, sides }) {
    const to = dataAt(event);
    const move = [0, 1].map((axis) => Math.round((to[axis] - from[axis]) / control.snap) * control.snap);
    if (!sides) return Math.hypot(...move) < 2 * control.snap ? box : [...from, ...to]; // a new box; a click draws none
    if (same(sides, [0, 0])) {
      const inside = move.map((by, axis) => clamp(by, control.bounds[axis] - box[axis], control.bounds[axis + 2] - box[axis + 2]));
      return box.map((number, i) => number + inside[i % 2]);
    }
    return box.map((number, i) => number + (sides[i % 2] === (i < 2 ? -1 : 1) ? move[i % 2] : 0));
  }
  const cursors = { null: "crosshair", "0,0": "move", "0,1": "ns-resize", "0,-1": "ns-resize", "1,0": "ew-resize", "-1,0": "ew-resize",
    "1,1": "nwse-resize", "-1,-1": "nwse-resize", "1,-1": "nesw-resize", "-1,1": "nesw-resize" };

  let held = null;
  const self = { node, grip: control.kind === "box" ? grip : () => [0, 0] };
  others.push(self);
  // The one that is meant: the one used last if the pointer can hold it, else the uppermost that it can hold.
  const meant = (event) => {
    const last = others.find((one) => one === overlay.last) ?? others[0];
    return [last, ...[...others].reverse()].find((one) => one.grip(event)) ?? last;
  };
  const on = (name, act) => overlay.addEventListener(name, (event) => { if (player.axes[control.name]) act(event); });
  const keys = control.kind === "box" ? "arrow keys move it, shift and arrow keys resize it" : "arrow keys move it";
  overlay.classList.add(`lu-${control.kind}`);
  node.dataset.pointed = control.name;
  node.setAttribute("tabindex", 0);
  node.setAttribute("aria-label", `${control.label || control.name}: ${keys}`);
  on("pointerdown", (event) => {
    if (event.button || meant(event) !== self) return;
    event.preventDefault();
    overlay.last = self;
    node.focus();
    overlay.setPointerCapture(event.pointerId);
    if (control.kind === "pick") player.change(control.name, cellAt(event));
    player.held = true;
    held = control.kind === "pick" ? true : { from: dataAt(event), box: player.state[control.name], sides: grip(event) };
  });
  on("pointermove", (event) => {
    if (control.kind === "box") {
      if (held) player.change(control.name, dragged(event, held));
      else if (meant(event) === self) overlay.style.cursor = cursors[grip(event)];
      return;
    }
    const cell = cellAt(event);
    if (held) player.change(control.name, cell);
    if (same(cell, legal.pick(control, cell))) drawCell(hover, cell);
    else hover.setAttribute("visibility", "hidden");
  });
  for (const name of ["pointerup", "pointercancel"]) on(name, () => { held = null; player.held = false; player.attend(control.name); });
  on("pointerleave", () => hover.setAttribute("visibility", "hidden"));
  const onNode = (name, act) => node.addEventListener(name, (event) => { if (player.axes[control.name]) act(event); });
  onNode("focus", () => { overlay.last = self; player.attend(control.name); });
  onNode("keydown", (event) => {
    if (event.target !== node) return; // the keyboard is on another of this panel
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    player.nudge(control.name, [...way, event.shiftKey]);
  });

  return [named(control, output), (value) => {
    output.textContent = describe(value);
    if (!player.axes[control.name]) return;
    if (control.kind === "pick") { drawCell(halo, value); drawCell(outline, value); return; }
    const [x1, y1, x2, y2] = sidesInPixels(value);
    for (const node of [halo, outline]) place(node, x1, y1, x2 - x1, y2 - y1);
    handles.forEach((node, i) => place(node, (i % 2 ? x2 : x1) - 5, (i < 2 ? y1 : y2) - 5, 10, 10));
  }];
}
