// "New CSP report" in the launcher, in the menu File > New and in the command palette. The server makes the notebook
// as "csp new report" does (csp_toolkit/lab/server.py); here its name is asked for, and the notebook opened.
const COMMAND = "csp-toolkit:new-report";
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path fill="#12436d" d="M9 3h21l9 9v33H9z"/>'
  + '<path fill="#fff" d="M15 27h4v12h-4zm7-6h4v18h-4zm7-6h4v24h-4z"/></svg>',
)}`;

// A dialogue has no lines: what stands in lines of its own becomes sentences.
const inSentences = (message) => message.split("\n").map((line) => line.replace(/[^.?!]$/, "$&.")).join(" ");

export async function plugins(share) {
  const [apputils, browsers, launcher, mainmenu, services, ui] = await Promise.all(
    ["apputils", "filebrowser", "launcher", "mainmenu", "services", "ui-components"].map((name) =>
      share(`@jupyterlab/${name}`)),
  );

  // An empty answer or a closed dialogue is no wish for a report.
  async function askName(text) {
    const asked = await apputils.InputDialog.getText({
      title: "New CSP report",
      label: "Name, such as tilbury_update: small letters, digits and underscores.",
      text,
      okLabel: "Create",
    });
    return asked.button.accept ? asked.value.trim() : "";
  }

  async function makeReport(name, folder, settings) {
    const url = `${settings.baseUrl}csp/reports`;
    const body = JSON.stringify({ name, folder });
    const answer = await services.ServerConnection.makeRequest(url, { method: "POST", body }, settings);
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) return said.path;
    const missing = "The server of this JupyterLab does not know CSP reports. Run: csp setup, then start it again.";
    throw new Error(answer.status === 404 ? missing : said.message || answer.statusText);
  }

  async function newReport(app, files) {
    const settings = app.serviceManager.serverSettings;
    for (let name = await askName(""); name; name = await askName(name)) {
      try {
        const path = await makeReport(name, files?.model.path ?? "", settings);
        return await app.commands.execute("docmanager:open", { path });
      } catch (error) {
        await apputils.showErrorMessage("No report was made", inSentences(error.message));
      }
    }
  }

  const plugin = {
    id: "csp-toolkit:new-report",
    description: "Makes the notebook of a new report and opens it.",
    autoStart: true,
    optional: [launcher.ILauncher, mainmenu.IMainMenu, apputils.ICommandPalette, browsers.IDefaultFileBrowser],
    activate: (app, tiles, menu, palette, files) => {
      app.commands.addCommand(COMMAND, {
        label: (args) => (args.isMenu ? "CSP Report" : "New CSP report"),
        caption: "Create the notebook of a report of your own, with an example of each kind of cell",
        icon: ui.notebookIcon,
        execute: () => newReport(app, files),
      });
      tiles?.add({ command: COMMAND, category: "Notebook", rank: 10, kernelIconUrl: ICON });
      menu?.fileMenu.newMenu.addGroup([{ command: COMMAND, args: { isMenu: true } }], 30);
      palette?.addItem({ command: COMMAND, category: "CSP" });
    },
  };
  return [plugin];
}
