// The size of a notebook's letters: text, tables, code and what it prints. JupyterLab draws cells only while they are near
// the screen, so the size is put on the notebook, and lies in no cell.

const STYLE = `
.jp-Notebook.lu-hall {
  --jp-content-font-size1: calc(16px * var(--lu-scale));
  --jp-content-presentation-font-size1: calc(16px * var(--lu-scale));
  --jp-code-font-size: calc(15px * var(--lu-scale));
  --jp-code-presentation-font-size: calc(15px * var(--lu-scale));
}
.jp-Notebook.lu-hall .jp-RenderedHTMLCommon table { font-size: calc(15px * var(--lu-scale)); }
.jp-Notebook.lu-hall :is(.jp-InputPrompt, .jp-OutputPrompt) { font-size: 13px; } /* numbers for the lecturer alone */
`;

function render({ model, el }) {
  let frame;
  function fit() {
    const notebook = el.closest(".jp-Notebook");
    if (!notebook) { frame = requestAnimationFrame(fit); return; } // not in the page yet
    if (!document.getElementById("lu-hall")) {
      document.head.append(Object.assign(document.createElement("style"), { id: "lu-hall", textContent: STYLE }));
    }
    const { name, scale } = model.get("size");
    notebook.classList.toggle("lu-hall", name !== "screen");
    notebook.style.setProperty("--lu-scale", scale);
  }
  fit();
  return () => cancelAnimationFrame(frame);
}
export default { render };
