// A field to type a number in. It compares in the browser: no answer waits for the kernel.

// Read a number as people write it: 0.5, 0,5, 1/2, 25 %. NaN for anything else.
export function readNumber(text) {
  const plain = text.trim().replace(",", ".").replace(/[−–]/g, "-");
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(?:\/\s*(\d+\.?\d*)|(%))?$/i.exec(plain);
  if (!match) return NaN;
  return Number(match[1]) / (match[2] ? Number(match[2]) : match[3] ? 100 : 1);
}

// What to say about an answer: "right", "too small", "too large" or "not a number".
export function judge(answer, number, tolerance) {
  if (!Number.isFinite(answer)) return "not a number";
  const slack = tolerance + 1e-9 * Math.max(1, Math.abs(number));
  if (Math.abs(answer - number) <= slack) return "right";
  return answer < number ? "too small" : "too large";
}

const SENTENCES = {
  "right": "✓ Right.",
  "too small": "✗ Too small.",
  "too large": "✗ Too large.",
  "not a number": "Type a number, for example 12 or 0.5.",
};
const COLOURS = { "right": "#2f9e6e", "too small": "#d9822b", "too large": "#d9822b", "not a number": "#8a8f98" };

const ROOT =
  "border-left:4px solid #8a8f98;padding:6px 14px;margin:4px 0;max-width:60em;line-height:1.5;" +
  "color:var(--jp-content-font-color1,inherit);font-family:var(--jp-content-font-family,inherit);" +
  "font-size:var(--jp-content-font-size1,inherit);";

function make(tag, style, properties = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  element.style.cssText = style;
  return element;
}

function render({ model, el }) {
  const unit = model.get("unit");
  const root = make("div", ROOT);
  root.dataset.lmSuppressShortcuts = "true"; // keys typed here are no commands for the notebook
  root.tabIndex = -1;
  const form = make("form", "display:flex;gap:8px;align-items:center;flex-wrap:wrap;margin:0;");
  const label = make("label", "display:flex;gap:8px;align-items:center;", { textContent: "Your number" });
  const field = make("input", "width:8em;font:inherit;padding:3px 6px;", { type: "text", inputMode: "decimal" });
  const button = make("button", "font:inherit;padding:3px 12px;cursor:pointer;", { type: "submit", textContent: "Check" });
  const verdict = make("div", "font-weight:600;min-height:1.5em;", { role: "status" });
  const explanation = make("div", "", { hidden: true });
  verdict.setAttribute("aria-live", "polite");
  field.autocomplete = "off";
  label.append(field, unit);
  form.append(label, button, verdict);
  root.append(form, explanation);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = judge(readNumber(field.value), model.get("number"), model.get("tolerance"));
    verdict.textContent = SENTENCES[found];
    root.style.borderLeftColor = COLOURS[found];
    if (found === "right") {
      explanation.innerHTML = model.get("explanation"); // written by the course, never by who answers
      explanation.hidden = false;
    }
  });
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.replaceChildren(root);
}

export default { render };
