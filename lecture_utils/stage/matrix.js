// Numbers of a matrix, edited where the picture shows them, or in a table below it. One cell has the keyboard; a click,
// Enter or a digit opens its field, and from an open field Tab and the arrows go on to the next.

const number = (text) => Number(text.trim().replace("−", "-").replace(",", ".") || NaN);
const FADING = 4000; // milliseconds that the reason stays when the field is left
const steps = { PageUp: 1, PageDown: -1 };
const ways = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function matrix(player, control) {
  const name = control.label || control.name;
  const [rows, columns] = [control.value.length, control.value[0].length];
  const now = () => player.state[control.name];
  const edited = (row, column, value) => now().map((line, i) => line.map((old, j) => (i === row && j === column ? value : old)));
  const drawn = player.panels[control.panel];
  const refused = make("div", { class: "lu-refused", role: "alert", hidden: true });
  let before = null; // the matrix as it was when the open field was opened
  let fading;

  // A page without a kernel holds some matrices only: there a cell offers the numbers that it has in them.
  function offered(row, column) {
    const numbers = [...new Set(control.frozen.map((one) => one[row][column]))].sort((a, b) => a - b);
    const choose = ({ target }) => {
      const value = numbers[target.value];
      player.change(control.name, nearest(control.frozen.filter((one) => one[row][column] === value), now()));
    };
    const options = numbers.map((one, i) => make("option", { value: i }, words(one)));
    return make("select", { "aria-label": `${name}, row ${row + 1}, column ${column + 1}`, disabled: numbers.length < 2, onchange: choose, onfocus: () => player.attend(control.name) }, ...options);
  }
  function field(row, column) {
    const input = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", readonly: true, tabindex: row || column ? -1 : 0, title: "click, or press Enter, to change this number",
      "aria-label": `${name}, row ${row + 1}, column ${column + 1}, from ${words(control.lowest)} to ${words(control.highest)}`,
      onclick: () => { if (input.readOnly) open(row, column); },
      onfocus: () => {
        for (const other of fields.flat()) other.tabIndex = other === input ? 0 : -1;
        player.attend(control.name, () => [1, -1].map((way) => edited(row, column, now()[row][column] + way * control.step)));
      },
      onblur: () => { close(row, column); },
      oninput: () => take(row, column),
      onkeydown: (event) => press(event, row, column) });
    return input;
  }
  const fields = control.value.map((line, row) => line.map((_, column) => (control.frozen ? offered : field)(row, column)));
  const holders = fields.map((line) => line.map((node) => make(drawn ? "div" : "td", { class: "lu-cell" }, node)));

  function open(row, column) {
    const input = fields[row][column];
    input.focus();
    before = now();
    input.readOnly = false;
    input.select();
  }
  function close(row, column) {
    const input = fields[row][column];
    if (input.readOnly) return;
    input.readOnly = true;
    if (refused.hidden && Number.isNaN(number(input.value))) refuse(row, column, `“${input.value}” is no number`);
    before = null;
    if (!refused.hidden) fading = setTimeout(accept, FADING);
    show(now());
  }
  // A number that isn't allowed is not moved to one that is: the reason stands beside it, and the old number stays.
  function refuse(row, column, reason) {
    refused.textContent = reason;
    refused.hidden = false;
    refused.classList.toggle("lu-left", column >= columns / 2);
    fields[row][column].setAttribute("aria-invalid", "true");
    holders[row][column].append(refused);
    clearTimeout(fading);
  }
  function accept() {
    refused.hidden = true;
    for (const node of fields.flat()) node.removeAttribute("aria-invalid");
  }
  function change(row, column, value) {
    const { lowest, highest } = control;
    if (value > highest) { refuse(row, column, `${words(value)} is above ${words(highest)}`); return; }
    if (value < lowest) { refuse(row, column, `${words(value)} is below ${words(lowest)}`); return; }
    accept();
    player.change(control.name, edited(row, column, value));
  }
  function take(row, column) {
    const value = number(fields[row][column].value);
    if (!Number.isFinite(value)) { accept(); return; } // a lone minus sign, say: what it will be isn't known yet
    change(row, column, value);
    if (!refused.hidden) player.change(control.name, before); // of 15 the 1 was taken already
  }
  function press(event, row, column) {
    const input = fields[row][column], isOpen = !input.readOnly, { key } = event;
    const act = () => { event.preventDefault(); event.stopPropagation(); };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key in steps) { act(); change(row, column, now()[row][column] + steps[key] * control.step); if (isOpen) input.select(); return; }
    if (key in ways || (key === "Tab" && isOpen)) {
      const place = row * columns + column + (event.shiftKey ? -1 : 1);
      const [down, right] = ways[key] ?? [0, 0];
      const next = key === "Tab" ? fields.flat()[place] : fields[row + down]?.[column + right];
      if (!next && key === "Tab") return; // on to the next control
      act();
      if (!next) return;
      const to = fields.flat().indexOf(next);
      if (isOpen) { close(row, column); open(Math.floor(to / columns), to % columns); } else next.focus();
      return;
    }
    if (key === "Enter") { act(); if (isOpen) close(row, column); else open(row, column); return; }
    if (key === "Escape" && isOpen) { act(); accept(); input.value = words(before[row][column]); player.change(control.name, before); close(row, column); return; }
    if (!isOpen && /^[-−\d.,]$/.test(key)) open(row, column); // the key takes the place of the old number
  }
  function show(value) {
    fields.forEach((line, i) => line.forEach((node, j) => {
      if (control.frozen) node.value = [...new Set(control.frozen.map((one) => one[i][j]))].sort((a, b) => a - b).indexOf(value[i][j]);
      else if (node.readOnly || (number(node.value) !== value[i][j] && refused.hidden && Number.isFinite(number(node.value)))) node.value = words(value[i][j]);
    }));
    const cells = drawn && player.cells[control.name];
    if (!drawn) return;
    holders.flat().forEach((holder, i) => {
      holder.hidden = !cells || holder.firstChild.disabled;
      if (cells) ["left", "top", "width", "height"].forEach((side, k) => { holder.style[side] = `${cells[i][k] * 100}%`; });
    });
  }

  const role = `--role: ${control.colour}`;
  if (!drawn) {
    const table = make("table", { class: "lu-matrix", "data-control": control.name, style: role }, ...holders.map((line) => make("tr", {}, ...line)));
    return [make("div", { class: "lu-control" }, make("span", {}, name), table), show];
  }
  const group = make("div", { class: "lu-matrix", "data-control": control.name, role: "group", "aria-label": name, style: role }, ...holders.flat());
  drawn.overlay.after(group);
  return [make("div", { hidden: true }), show];
}
