// Completion in parameter files, from the JSON Schema that the first line of a file names, or that the name of its
// folder stands for. Schemas are files of the project; nothing is asked of the internet.
import { wordsAt } from "./schema_words.js";

const NAMED = /^#\s*yaml-language-server:\s*\$schema=(\S+)/m;
const KINDS = { packs: "pack", partnerships: "partnership", plans: "plan", runs: "run" };

// The path of the schema, as JupyterLab calls it; null where there is none.
export function schemaPath(path, text) {
  const folders = path.split("/").slice(0, -1);
  const kind = folders.at(-2) === "parameters" ? KINDS[folders.at(-1)] : undefined;
  const given = NAMED.exec(text)?.[1] ?? (kind && `../schemas/${kind}.schema.json`);
  if (!given || given.includes(":") || given.startsWith("/")) return null;
  const drive = path.includes(":") ? `${path.split(":")[0]}:` : "";
  const joined = new URL(given, `http://project/${path.slice(drive.length)}`).pathname.slice(1);
  return drive + decodeURIComponent(joined);
}

const isYaml = (context) => /\.ya?ml$/.test(context.widget?.context?.path ?? "");

export async function plugins(share) {
  const { ICompletionProviderManager } = await share("@jupyterlab/completer");

  async function readSchema(app, path) {
    const file = await app.serviceManager.contents.get(path, { type: "file", format: "text", content: true });
    return JSON.parse(file.content);
  }

  const provider = (app) => ({
    identifier: "csp-toolkit:parameters",
    rank: 900,
    renderer: null,
    isApplicable: async (context) => isYaml(context),
    fetch: async (request, context) => {
      const none = { start: request.offset, end: request.offset, items: [] };
      const path = isYaml(context) && schemaPath(context.widget.context.path, request.text);
      const found = path && wordsAt(await readSchema(app, path), request.text, request.offset);
      return found ? { start: found.start, end: request.offset, items: found.items } : none;
    },
  });

  // JupyterLab adds every word of the file, marks and comments too. Only where nothing is known are they of use.
  function keepWordsOfTheFileBack(manager, ours) {
    const words = manager.getProviders?.().get("CompletionProvider:context");
    if (!words) return;
    const fetch = words.fetch.bind(words);
    words.fetch = async (request, context) => {
      const known = await ours.fetch(request, context).catch(() => ({ items: [] }));
      return known.items.length ? { ...known, items: [] } : fetch(request, context);
    };
  }

  const plugin = {
    id: "csp-toolkit:yaml-completion",
    description: "Completes keys and values in the YAML of parameter files.",
    autoStart: true,
    requires: [ICompletionProviderManager],
    activate: (app, manager) => {
      const ours = provider(app);
      manager.registerProvider(ours);
      keepWordsOfTheFileBack(manager, ours);
      // Tab indents where a line is empty; there this asks for the keys.
      app.commands.addKeyBinding({
        command: "completer:invoke-file",
        keys: ["Ctrl Space"],
        selector: ".jp-FileEditor .jp-mod-completer-enabled",
      });
    },
  };
  return [plugin];
}
