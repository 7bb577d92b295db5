// The controls beside the panels. Each builder returns its element and how it shows a value.

const named = (control, ...children) => make("label", { class: "lu-control" }, make("span", {}, ...typeset(control.label || control.name)), ...children);

// What a control says about its value; as wide as the widest, so that nothing moves.
const shownValue = (control) => make("output", { style: `--wide: ${control.output_width}` });

function slide(player, control, toValue) {
  return make("input", { type: "range", step: 1, "aria-label": control.label || control.name,
    oninput: (event) => {
      const value = toValue(Number(event.target.value));
      player.change(control.name, value, [value > player.state[control.name] ? 1 : -1, 0]);
    },
    onfocus: () => player.attend(control.name) });
}

function menu(player, control) { // many options would fill the page
  const options = control.options.map((option, i) => make("option", { value: i }, option.label));
  const select = make("select", { onchange: () => player.change(control.name, control.options[select.value].value), onfocus: () => player.attend(control.name) }, ...options);
  return [named(control, select), (value) => { select.value = control.options.findIndex((option) => same(option.value, value)); }];
}

const build = {
  step(player, control) {
    const input = slide(player, control, (value) => value);
    const output = shownValue(control);
    const stepper = (way, sign, label) => make("button", { type: "button", "aria-label": label, onclick: () => player.nudge(control.name, [way, 0]) }, sign);
    const button = make("button", { type: "button", class: "lu-play", onclick: () => player.play(!player.playing) }, "▶");
    const speeds = [0.5, 1, 2, 4].map((speed) => make("option", { value: speed, selected: speed === 1 }, `${speed}×`));
    const speed = make("select", { "aria-label": "speed", onchange: () => { player.speed = Number(speed.value); } }, ...speeds);
    pickable(player, control, (item) => item);
    const main = control.name === player.primary ? [stepper(-1, "‹", "step back"), button, stepper(1, "›", "step on"), speed] : [];
    return [make("div", { class: "lu-control lu-wide" }, ...main, input, output), (value, [low, high]) => {
      Object.assign(input, { min: low, max: high, value });
      output.textContent = `${control.label} ${value + 1}${Number.isFinite(high) ? ` / ${high + 1}` : ""}` + (control.names ? ` · ${control.names[value] ?? ""}` : "");
      input.setAttribute("aria-valuetext", output.textContent);
      button.textContent = player.playing ? "❚❚" : "▶";
      button.setAttribute("aria-label", player.playing ? "pause" : "play");
    }];
  },

  slider(player, control) {
    const input = slide(player, control, (index) => control.values[index]);
    pickable(player, control, (item) => control.values[item]);
    const output = shownValue(control);
    return [named(control, input, output), (value, [low, high]) => {
      const reachable = [...control.values.keys()].filter((i) => low <= control.values[i] && control.values[i] <= high);
      Object.assign(input, { min: reachable[0], max: reachable.at(-1), value: control.values.indexOf(value), disabled: reachable.length < 2 });
      output.textContent = words(value);
      input.setAttribute("aria-valuetext", words(value));
    }];
  },

  choice(player, control) {
    if (control.options.length > 5) return menu(player, control);
    const buttons = control.options.map((option) => make("input", { type: "radio", name: `${player.view} ${control.name}`,
      onchange: () => player.change(control.name, option.value), onfocus: () => player.attend(control.name) }));
    const labels = control.options.map((option, i) => make("label", {}, buttons[i], make("span", {}, ...typeset(option.label))));
    const group = make("fieldset", { class: "lu-control lu-choice", role: "radiogroup", "aria-label": control.label || control.name }, make("span", {}, ...typeset(control.label ?? "")), ...labels);
    group.hidden = control.options.length < 2;
    return [group, (value) => buttons.forEach((button, i) => { button.checked = same(control.options[i].value, value); })];
  },

  toggle(player, control) {
    const input = make("input", { type: "checkbox", onchange: () => player.change(control.name, input.checked), onfocus: () => player.attend(control.name) });
    return [named(control, input), (value) => { input.checked = value; }];
  },

  text(player, control) {
    const input = make("input", { type: "text", maxlength: control.max_length, oninput: () => player.change(control.name, input.value) });
    return [named(control, input), (value) => { if (input.value !== value) input.value = value; }];
  },

  matrix,
  pick: (player, control) => pointed(player, control, (value) => {
    const [row, column] = [control.row_names, control.column_names].map((names, i) => names[value[i]] ?? value[i] + control.counted_from);
    return control.wording.replace("{row}", row).replace("{column}", column);
  }),
  box: (player, control) => pointed(player, control, (value) => `(${value.map(words).join(", ")})`),
};
