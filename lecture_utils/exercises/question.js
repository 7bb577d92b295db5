// A question: choices to press or a field to type a number in. It judges in the browser: no answer waits for the kernel.

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
  "wrong": "✗ Not this one.",
  "too small": "✗ Too small.",
  "too large": "✗ Too large.",
  "not a number": "Type a number, for example 12 or 0.5.",
};
const RIGHT = "#2f9e6e", WRONG = "#d9822b", OPEN = "#8a8f98";

const ROOT =
  `border-left:4px solid ${OPEN};padding:6px 14px;margin:4px 0;max-width:60em;line-height:1.5;` +
  "color:var(--jp-content-font-color1,inherit);font-family:var(--jp-content-font-family,inherit);" +
  "font-size:var(--jp-content-font-size1,inherit);";
const CHOICE =
  "display:block;width:100%;text-align:left;font:inherit;color:inherit;background:transparent;padding:4px 10px;margin:4px 0;" +
  `border:1px solid ${OPEN};border-radius:4px;cursor:pointer;white-space:normal;`;
// The question without a script stands in the output before this one, and is hidden while this one lives.
// While a question is open, the outputs of the cell after it, which computes the answer, are folded. A line stands there.
const FOLD = `
  .jp-OutputArea-child:has(.lu-question-page):has(+ .jp-OutputArea-child .lu-question) { display: none; }
  .jp-Cell:has(.lu-question[data-open="true"]) + .jp-CodeCell .jp-Cell-outputArea { display: none; }
  .jp-Cell:has(.lu-question[data-open="true"]) + .jp-CodeCell .jp-Cell-outputWrapper::after {
    content: "The output is folded until the question above is answered."; display: block; padding: 4px 14px;
    margin-left: calc(var(--jp-cell-prompt-width, 64px) + 4px); opacity: 0.7; font-style: italic; }`;

function make(tag, style, properties = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  element.style.cssText = style;
  return element;
}

// Answers are kept in the browser: they outlive the page, the kernel and the notebook's outputs.
function kept(key) {
  try { return JSON.parse(localStorage.getItem(key)) ?? null; } catch { return null; }
}
function keep(key, answers) {
  try { localStorage.setItem(key, JSON.stringify(answers)); } catch { /* a browser that keeps nothing */ }
}

function render({ model, el }) {
  const key = "lecture-question:" + model.get("key");
  const choices = model.get("choices"), number = model.get("number");
  let state = { answers: [], shown: false, ...(kept(key) ?? model.get("answers")?.[0]) };
  const root = make("div", ROOT, { className: "lu-question" });
  root.dataset.lmSuppressShortcuts = "true"; // keys typed here are no commands for the notebook
  root.tabIndex = -1;
  const style = make("style", "", { textContent: FOLD });
  const question = make("div", "font-weight:600;", { innerHTML: model.get("question") }); // written by the course
  const verdict = make("div", "min-height:1.5em;", { role: "status" });
  verdict.setAttribute("aria-live", "polite");
  const explanation = make("div", "", { hidden: true });
  const tools = make("div", "display:flex;gap:12px;margin-top:4px;");
  const LINK = "font:inherit;font-size:90%;color:inherit;opacity:0.75;background:none;border:0;padding:0;text-decoration:underline;cursor:pointer;";
  const open = make("button", LINK, { type: "button", textContent: "Show the output of the next cell" });
  const again = make("button", LINK, { type: "button", textContent: "Answer again" });
  tools.append(open, again);

  const buttons = choices.map(([text], index) => {
    const button = make("button", CHOICE, { type: "button", innerHTML: `${"abcdefghijklmnopqrstuvwxyz"[index]}) ${text}` });
    button.addEventListener("click", () => answer(index));
    return button;
  });
  const form = make("form", "display:flex;gap:8px;align-items:center;flex-wrap:wrap;margin:4px 0;");
  const label = make("label", "display:flex;gap:8px;align-items:center;", { textContent: "Your number" });
  const field = make("input", "width:8em;font:inherit;padding:3px 6px;", { type: "text", inputMode: "decimal" });
  field.autocomplete = "off";
  label.append(field, model.get("unit"));
  form.append(label, make("button", "font:inherit;padding:3px 12px;cursor:pointer;", { type: "submit", textContent: "Check" }));
  form.addEventListener("submit", (event) => { event.preventDefault(); answer(field.value); });
  root.append(style, question, ...(choices.length ? buttons : [form]), verdict, explanation, tools);

  // What to say about one answer: its kind, and the course's words (HTML).
  function about(given) {
    if (choices.length) return choices[given][1] ? ["wrong", choices[given][1]] : ["right", ""];
    const value = readNumber(given), found = judge(value, number, model.get("tolerance"));
    if (found === "right" || found === "not a number") return [found, ""];
    const slip = model.get("slips").find(([wrong]) => judge(value, wrong, model.get("tolerance")) === "right");
    return [found, slip ? slip[1] : ""];
  }
  function answer(given) {
    state = { ...state, answers: [...state.answers.filter((one) => one !== given), given] };
    store();
    show();
  }
  function store() {
    keep(key, state);
    model.set?.("answers", [state]);
    model.save_changes?.();
  }
  function show() {
    const last = state.answers.at(-1);
    const [found, words] = last === undefined ? ["", ""] : about(last);
    const solved = state.answers.some((given) => about(given)[0] === "right");
    verdict.innerHTML = "";
    verdict.append(make("strong", "", { textContent: SENTENCES[found] ?? "" }), make("span", "", { innerHTML: words && " " + words }));
    root.style.borderLeftColor = found === "right" ? RIGHT : found === "" || found === "not a number" ? OPEN : WRONG;
    buttons.forEach((button, index) => {
      const tried = state.answers.includes(index);
      const colour = tried ? (choices[index][1] ? WRONG : RIGHT) : OPEN;
      button.style.borderColor = colour;
      button.style.boxShadow = tried ? `inset 4px 0 0 ${colour}` : "";
      button.setAttribute("aria-pressed", String(index === last));
    });
    explanation.hidden = found !== "right";
    explanation.innerHTML = found === "right" ? model.get("explanation") : ""; // written by the course
    root.dataset.open = String(!solved && !state.shown);
    open.hidden = solved || state.shown;
    again.hidden = !state.answers.length && !state.shown;
  }
  open.addEventListener("click", () => { state = { ...state, shown: true }; store(); show(); });
  again.addEventListener("click", () => { state = { answers: [], shown: false }; field.value = ""; store(); show(); });
  root.addEventListener("keydown", (event) => event.stopPropagation());
  if (!choices.length && state.answers.length) field.value = state.answers.at(-1);
  el.replaceChildren(root);
  show();
}

export default { render };
