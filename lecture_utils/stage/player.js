// The player. It holds one state (a value for each control), shows the kernel's frames of that state, and turns keys and the
// pointer into the next state. A frame that the browser has is shown at once; what is missing is asked for, the newest state
// first, and after it the states that the viewer is likely to want next. A page without a kernel runs this same script:
// there, `model` answers from frames in the page.

const FRAME_BYTES = 128 * 2 ** 20; // decoded frames kept in the browser, for each demo
const PATIENCE = 5000; // milliseconds without an answer before the viewer is told
const DRAG_PATIENCE = 200; // milliseconds that a state has to come to the screen while something is dragged
const PACE = 700; // milliseconds a step, when played at normal speed
const NEXT_FRAME = 20; // milliseconds after which what was painted is on the screen

function render({ model, el }) {
  const spec = model.get("spec");
  const controls = Object.fromEntries(spec.controls.map((control) => [control.name, control]));
  const primary = (spec.controls.find(({ kind }) => kind === "step") ?? spec.controls.find(({ kind }) => kind === "slider"))?.name;
  const first = primary ?? spec.controls.find((control) => control.kind !== "choice" || control.options.length > 1)?.name; // what arrow keys on the demo reach
  const store = new Store(FRAME_BYTES);
  // After the page was reloaded, the kernel still has the last state that was asked for.
  const player = { view: Math.random().toString(36).slice(2), primary, speed: 1, playing: false, panels: {}, axes: {}, cells: {}, items: {}, state: { ...spec.start, ...model.get("request").state } };
  let serial = 0, painted = -1, active = primary, last = null, typed = null, asked = 0, inquired = -1, behind = false, later, timer, silence;

  // ---- what a state needs ----
  const ratio = () => clamp(Math.round((window.devicePixelRatio || 1) * 2) / 2, 1, 2);
  const values = (name, state) => spec.resources[name].map((key) => state[key]);
  const id = (name, state) => `${name} ${model.get("size").name} ${ratio()} ${JSON.stringify(values(name, state))}`;
  const missing = (state) => Object.keys(spec.resources).filter((name) => !store.has(id(name, state)));
  function range(name, state) {
    const known = spec.resources[`limits:${name}`] && store.get(id(`limits:${name}`, state))?.value;
    return known ?? controls[name].limits ?? [-Infinity, Infinity];
  }
  function clean(state) {
    const cleaned = {};
    for (const control of spec.controls) {
      const value = legal[control.kind](control, state[control.name], range(control.name, { ...state, ...cleaned }));
      cleaned[control.name] = control.frozen ? nearest(control.frozen, value) : value;
    }
    return cleaned;
  }
  function nudged(name, way) { // in a page without a kernel, the next value that differs can lie several presses away
    const { state } = player;
    for (let times = 1; times < 400; times++) {
      const next = clean({ ...state, [name]: moved(controls[name], state[name], way, times) });
      if (!same(next[name], state[name])) return next;
      if (!controls[name].frozen) break;
    }
    return state;
  }
  // Where one more key leads: on in the same direction, to the sides, back (where the viewer came from); at the control that
  // has the keyboard also to each option, and to what the arrows do with shift and without. Then the other controls.
  function likely() {
    const around = (x, y, grow) => [[x, y, grow], [y, x, grow], [-y, -x, grow], [-x, -y, grow]];
    const ways = (name) => {
      const { kind, options, ahead } = controls[name], attended = name === active;
      if (ahead === false) return [];
      const [x, y, grow] = (attended && last) || [1, 0, false];
      const onAndBack = (by) => [[(x || 1) * by, 0], [(-x || -1) * by, 0]];
      if (kind === "step" || kind === "slider") return onAndBack(1);
      if (kind === "choice") return attended ? options.flatMap((_, i) => onAndBack(i + 1)) : onAndBack(1);
      if (kind === "toggle") return [[1, 0]];
      if (kind === "pick") return around(x, y);
      if (kind === "box") return attended ? [...around(x, y, grow), ...around(x, y, !grow)] : around(x, y, grow);
      return [];
    };
    const states = player.playing ? [1, 2, 3, 4].map((more) => clean({ ...player.state, [primary]: player.state[primary] + more })) : [];
    if (typed) states.push(...typed().map((value) => clean({ ...player.state, [active]: value })));
    for (const name of new Set([active, primary, ...Object.keys(controls)])) {
      if (name) states.push(...ways(name).map((way) => nudged(name, way)));
    }
    const different = new Map([player.state, ...states].map((state) => [JSON.stringify(state), state]));
    return [...different.values()].slice(1, 17); // without this one
  }

  // ---- asking, receiving, painting ----
  function ask() {
    clearTimeout(later);
    // While something is dragged, the next state is asked for when the last one is on the screen: frames that nobody waits
    // for would keep kernel and browser from the newest. Where that takes too long, the newest goes first.
    const waits = player.held && painted < inquired;
    const rest = waits ? asked + DRAG_PATIENCE - performance.now() : 0;
    if (rest > 0) { later = setTimeout(ask, rest); return; }
    behind ||= waits;
    [asked, inquired] = [performance.now(), serial];
    const now = missing(player.state);
    const ahead = (player.held ? [] : likely()).map((state) => ({ state, names: missing(state) })).filter(({ names }) => names.length);
    if (!now.length && !ahead.length) return;
    if (now.length) silence ??= setTimeout(() => { note.hidden = false; }, PATIENCE);
    model.set("request", { view: player.view, serial, state: player.state, now, ahead, size: model.get("size").name, ratio: ratio() });
    model.save_changes(); // while one is on its way, ipywidgets keeps only the newest of those that follow
  }
  function want(state) {
    player.state = state;
    serial += 1;
    player.reflect();
    paint(state, serial);
    clearTimeout(later);
    if (painted < serial) ask();
    else later = setTimeout(ask, NEXT_FRAME); // nothing is lacking: what is likely next must not keep the screen waiting
  }
  async function receive(message, buffers) {
    const items = await Promise.all(message.items.map(async (item) =>
      (item.buffer === undefined ? item : { ...item, bitmap: await createImageBitmap(new Blob([buffers[item.buffer]])) })));
    if (silence) { clearTimeout(silence); silence = undefined; }
    note.hidden = true;
    for (const item of items) {
      const state = Object.fromEntries(spec.resources[item.name].map((key, i) => [key, item.values[i]]));
      if (message.size === model.get("size").name && (message.ratio ?? ratio()) === ratio()) store.put(id(item.name, state), item);
      else item.bitmap?.close();
    }
    if (message.view === player.view && message.state) {
      if (message.serial === serial && !same(player.state, message.state)) { player.state = message.state; player.reflect(); }
      if (message.serial > painted) paint(message.state, message.serial); // an older state on the way to the newest
      if (player.held && behind && painted < serial) for (const { name } of items) if (name in player.panels) put(name, store.get(id(name, message.state)));
    }
    if (painted < serial) paint(player.state, serial);
    if (player.held && painted >= inquired && painted < serial) ask();
  }
  function paint(state, number) {
    const items = Object.keys(spec.resources).map((name) => [name, store.get(id(name, state))]);
    if (items.some(([, item]) => !item)) return;
    for (const [name, item] of items) {
      if (name.startsWith("text:")) texts[name.slice(5)].replaceChildren(...typeset(item.value));
      else if (name in player.panels) put(name, item);
    }
    [painted, behind] = [number, false];
    root.dataset.painted = JSON.stringify(state);
    if (root.hidden) { root.hidden = false; still(false); }
    player.reflect();
  }
  // All panels of a state are put on the screen together; only in a drag that they can't follow, each as soon as it is there.
  function put(name, item) {
    const panel = player.panels[name];
    if (!item || panel.shown === item) return;
    panel.shown = item;
    if (item.axes) Object.assign(player.axes, item.axes);
    player.items[name] = item.items ?? {};
    for (const { kind, panel: its, name: control } of spec.controls) if (item.cells && kind === "matrix" && its === name) player.cells[control] = item.cells[control];
    panel.error.hidden = !item.error;
    panel.error.textContent = item.error ?? "";
    if (!item.bitmap) return;
    const { width, height } = item.bitmap;
    if (panel.canvas.width !== width || panel.canvas.height !== height) Object.assign(panel.canvas, { width, height });
    panel.canvas.getContext("2d").drawImage(item.bitmap, 0, 0);
  }
  // The static picture stands in the output before this one, and is hidden while the player lives.
  function still(visible) {
    const before = el.closest(".jp-OutputArea-child")?.previousElementSibling;
    if (before?.querySelector(".jp-RenderedImage img")) before.style.display = visible ? "" : "none";
  }

  // ---- what the controls call ----
  player.reflect = () => {
    for (const [name, show] of Object.entries(shown)) show(player.state[name], range(name, player.state));
    root.dataset.wanted = JSON.stringify(player.state); // and data-painted, once its frames are on the screen
  };
  player.attend = (name, states = null) => { [active, typed] = [name, states]; ask(); };
  player.change = (name, value, way = null) => {
    if (active !== name) typed = null;
    [active, last] = [name, way];
    const next = clean({ ...player.state, [name]: value });
    if (!same(next, player.state)) want(next);
    else player.reflect();
  };
  player.nudge = (name, way) => { player.change(name, nudged(name, way)[name], way); };
  player.play = (on) => {
    clearTimeout(timer);
    if (on && player.state[primary] >= range(primary, player.state)[1]) player.change(primary, range(primary, player.state)[0]);
    player.playing = on;
    [active, last] = [primary, null];
    if (on) { ask(); timer = setTimeout(tick, PACE / player.speed); }
    player.reflect();
  };
  function tick() {
    const next = clean({ ...player.state, [primary]: player.state[primary] + 1 });
    if (same(next, player.state)) { player.play(false); return; }
    const late = missing(next).length > 0; // it waits for its frames and never leaves one out
    if (late) ask();
    else want(next);
    timer = setTimeout(tick, late ? 40 : PACE / player.speed);
  }

  // ---- the page ----
  const texts = { title: make("div", { class: "lu-title" }), caption: make("div", { class: "lu-caption", "aria-live": "polite", style: `--lines: ${spec.caption_lines}` }) };
  texts.title.style.setProperty("--lines", spec.title_lines);
  const note = make("div", { class: "lu-note", role: "status", hidden: true }, "The kernel does not answer. It is busy, or it was restarted: then run this cell again.");
  const rows = spec.rows.map((row) => make("div", { class: "lu-row" }, ...row.map((panel) => {
    const [width, height] = panel.size.map((inches) => Math.round(inches * 100));
    const canvas = make("canvas", { role: "img", "aria-label": panel.alt, width, height });
    const overlay = make("svg", { svg: true, viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none" });
    const error = make("pre", { class: "lu-error", role: "alert", hidden: true });
    player.panels[panel.name] = { canvas, overlay, error, width, height };
    return make("div", { class: "lu-panel", "data-panel": panel.name, style: `--w: ${width}; --h: ${height}` }, canvas, overlay, error);
  })));
  const built = spec.controls.map((control) => build[control.kind](player, control));
  const shown = Object.fromEntries(spec.controls.map((control, i) => [control.name, built[i][1]]));
  const elements = Object.fromEntries(spec.controls.map((control, i) => [control.name, built[i][0]]));
  for (const [name, element] of Object.entries(elements)) element.dataset.control ??= name;
  const bar = make("div", { class: "lu-controls", hidden: !spec.lines.length },
    ...spec.lines.map(({ names, height }) => make("div", { class: "lu-line", style: `--height: ${height}` }, ...names.map((name) => elements[name]))));
  const root = make("div", { class: "lu-demo", hidden: true, tabindex: built.length ? 0 : undefined, role: "group", "aria-label": spec.alt, "data-lm-suppress-shortcuts": "true", "data-demo": spec.name, style: `--width: ${spec.width}; --step: ${spec.step_colour}` },
    texts.title, ...rows, texts.caption, bar, note);
  texts.title.hidden = !spec.has_title;
  texts.caption.hidden = !spec.has_caption;
  root.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the notebook has commands on these keys
    if ((event.ctrlKey || event.metaKey) && event.key === "s") event.preventDefault(); // and the browser on this one
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { event.preventDefault(); leave(); return; }
    if (!first) return;
    const { tagName, type } = event.target;
    if (!primary) {
      if (["INPUT", "SELECT", "BUTTON"].includes(tagName) || !(event.key in ways)) return;
      event.preventDefault();
      reach(event);
      return;
    }
    const [low, high] = range(primary, player.state);
    if (event.key === " " && controls[primary].kind === "step" && !["BUTTON", "SELECT"].includes(tagName) && (tagName !== "INPUT" || type === "range")) player.play(!player.playing);
    else if (["INPUT", "SELECT"].includes(tagName)) return;
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") player.nudge(primary, [event.key === "ArrowRight" ? 1 : -1, 0]);
    else if (event.key === "Home" || event.key === "End") player.change(primary, event.key === "Home" ? low : high);
    else return;
    event.preventDefault();
  });
  // Arrow keys on a demo without steps and sliders: its first control takes them, or gets the keyboard where it needs to.
  function reach(event) {
    const [down, right] = ways[event.key], { kind } = controls[first];
    if (kind === "pick" || kind === "box") { player.nudge(first, [right, down, event.shiftKey]); player.panels[controls[first].panel].overlay.focus(); }
    else if (kind === "choice") player.nudge(first, [right || down, 0]);
    else if (kind === "toggle") player.nudge(first, [1, 0]);
    else root.querySelector(`[data-control="${first}"] :is(input, select)`)?.focus();
  }
  function leave() { // to the notebook, whose keys act again
    if (player.playing) player.play(false);
    document.activeElement?.blur();
    el.closest(".jp-Cell")?.focus({ preventScroll: true });
  }
  // A click beside the controls gives the demo the keyboard; the notebook would take it.
  root.addEventListener("click", ({ target }) => {
    if (spec.controls.length && !target.closest("input, select, button, label, svg[tabindex]")) root.focus({ preventScroll: true });
  });
  for (const name of ["keyup", "keypress"]) root.addEventListener(name, (event) => event.stopPropagation());
  function resize() {
    root.style.setProperty("--scale", model.get("size").scale);
    want(player.state);
  }
  model.on("msg:custom", receive);
  model.on("change:size", resize);
  el.replaceChildren(root);
  resize();
  return () => {
    for (const waiting of [timer, silence, later]) clearTimeout(waiting);
    model.off("msg:custom", receive);
    model.off("change:size", resize);
    still(true);
    store.close();
  };
}
export default { render };
