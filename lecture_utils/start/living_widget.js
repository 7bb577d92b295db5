// One line: that this runs at all shows that the browser has widgets; the answer, that the kernel hears them.
const PATIENCE = 10_000; // milliseconds; a busy kernel answers late

function render({ model, el }) {
  const line = document.createElement("div");
  line.style.cssText = "border-left:4px solid;padding:6px 14px;margin:4px 0;max-width:60em;line-height:1.5;font-size:var(--jp-content-font-size1,14px);";
  line.setAttribute("role", "status");
  el.append(line);

  const say = (colour, text) => {
    line.style.borderColor = colour;
    line.textContent = text;
  };
  const question = Date.now() % 1_000_000_000 + 1;
  const check = () => {
    if (model.get("answer") === question) say("#2f9e6e", "✓ widgets are alive: the browser and the kernel hear each other.");
  };
  const late = setTimeout(() => {
    if (model.get("answer") !== question) {
      say("#d9822b", "✗ widgets: the kernel doesn't answer. Restart it (Kernel, Restart Kernel) and run this cell again.");
    }
  }, PATIENCE);

  say("#8a8f98", "○ widgets: waiting for the kernel …");
  model.on("change:answer", check);
  model.set("question", question);
  model.save_changes();

  return () => {
    clearTimeout(late);
    model.off("change:answer", check);
  };
}

export default { render };
