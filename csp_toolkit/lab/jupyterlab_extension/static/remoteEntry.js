// What JupyterLab loads at its start. Written by hand, so that nothing has to be built: JupyterLab hands the object
// below what it shares, asks it for "./extension" and takes the plugins that it gives back.
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
  const FAMILIES = ["CSP Report Sans", "Source Sans Pro"]; // what blocks call it, and what charts do
  const SCRIPTS = ["new_report.js", "yaml_completion.js", "charts.js"];
  const here = new URL(".", document.currentScript.src);
  let scope = {};

  function nameExporters(commands) {
    const label = commands.label.bind(commands);
    commands.label = (id, args) => {
      const name = id === EXPORT && args ? NAMES[args.format] : undefined;
      return label(id, name ? { ...args, label: name } : args);
    };
  }

  // At once, so that no chart is seen in another typeface first.
  function loadTypeface() {
    for (const family of FAMILIES) {
      for (const [face, weight, style] of FACES) {
        const source = `url(${new URL(`csp-report-sans-${face}.woff2`, here)}) format("woff2")`;
        document.fonts.add(new FontFace(family, source, { weight, style }));
      }
    }
    document.fonts.forEach((font) => FAMILIES.includes(font.family.replaceAll('"', "")) && font.load());
  }

  // A library of JupyterLab's own, which it shares under its name and version.
  async function share(name) {
    const [found] = Object.values(scope[name] ?? {});
    if (!found) throw new Error(`JupyterLab does not share ${name}`);
    return (await found.get())();
  }

  // What needs libraries of JupyterLab stands aside where another version lacks them; the rest goes on.
  async function pluginsFrom(script) {
    try {
      return await (await import(new URL(script, here))).plugins(share);
    } catch (error) {
      console.warn(`csp-toolkit: ${script} is left out.`, error);
      return [];
    }
  }

  const looks = {
    id: "csp-toolkit:plugin",
    description: "Names the exporters of reports in words, and loads the typeface of reports.",
    autoStart: true,
    activate: (app) => {
      nameExporters(app.commands);
      loadTypeface();
    },
  };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["csp-toolkit"] = {
    init: (shared) => { scope = shared; },
    get: async () => {
      const others = await Promise.all(SCRIPTS.map(pluginsFrom));
      return () => ({ __esModule: true, default: [looks, ...others.flat()] });
    },
  };
})();
