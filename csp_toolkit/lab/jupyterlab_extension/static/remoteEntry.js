// What JupyterLab loads at its start. Written by hand, so that nothing has to be built: JupyterLab asks the object
// below for "./extension" and takes the plugin that it gives back.
(() => {
  "use strict";
  const EXPORT = "notebook:export-to-format";
  // JupyterLab names an exporter by its identifier, as in "Csp_html". Readers of menus deserve words.
  const NAMES = {
    csp_html: "CSP report: web page (.html)",
    csp_pdf: "CSP report: PDF (.pdf)",
    csp_docx: "CSP report: Word (.docx)",
    csp_xlsx: "CSP report: tables for Excel (.xlsx)",
    csp_ods: "CSP report: tables for OpenDocument (.ods)",
  };
  const FACES = [["regular", "400", "normal"], ["bold", "700", "normal"], ["italic", "400", "italic"]];
  const here = new URL(".", document.currentScript.src);

  function nameExporters(commands) {
    const label = commands.label.bind(commands);
    commands.label = (id, args) => {
      const name = id === EXPORT && args ? NAMES[args.format] : undefined;
      return label(id, name ? { ...args, label: name } : args);
    };
  }

  function loadTypeface() {
    for (const [face, weight, style] of FACES) {
      const source = `url(${new URL(`csp-report-sans-${face}.woff2`, here)}) format("woff2")`;
      document.fonts.add(new FontFace("CSP Report Sans", source, { weight, style }));
    }
  }

  const plugin = {
    id: "csp-toolkit:plugin",
    description: "Names the exporters of reports in words, and loads the typeface of reports.",
    autoStart: true,
    activate: (app) => {
      nameExporters(app.commands);
      loadTypeface();
    },
  };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["csp-toolkit"] = { init: () => {}, get: async () => () => ({ __esModule: true, default: plugin }) };
})();
