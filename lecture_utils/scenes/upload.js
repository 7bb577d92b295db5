// A button that sends a file to the kernel in parts: as one message, a larger one would end the server's connection.

function render({ model, el }) {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", accept: model.get("accept"), hidden: true });
  const button = document.createElement("button");
  button.className = "jupyter-widgets jupyter-button widget-button";
  button.style.width = "auto";
  const icon = document.createElement("i");
  icon.className = "fa fa-upload";
  const label = document.createElement("span");
  const say = (text) => { label.textContent = ` ${text}`; };
  say(model.get("label"));
  button.append(icon, label);
  button.addEventListener("click", () => input.click());

  let last = 0; // number of the file that was chosen last: an earlier one stops being sent
  input.addEventListener("change", async () => {
    const file = input.files[0];
    input.value = ""; // so that the same file can be chosen again
    if (!file) return;
    const own = (last += 1);
    const about = { name: file.name, size: file.size };
    if (file.size > model.get("most_bytes")) {
      model.send({ kind: "too large", ...about });
      return;
    }
    try {
      model.send({ kind: "start", ...about });
      const step = model.get("part_bytes");
      for (let from = 0; from < file.size; from += step) {
        say(`Sending ${file.name}: ${Math.round((100 * from) / file.size)} %`);
        const part = await file.slice(from, from + step).arrayBuffer();
        if (own !== last) return;
        model.send({ kind: "part" }, undefined, [part]);
      }
      model.send({ kind: "end" });
    } catch (error) {
      model.send({ kind: "failed", ...about, reason: String(error.message || error) });
    } finally {
      if (own === last) say(model.get("label"));
    }
  });
  el.append(button, input);
}

export default { render };
