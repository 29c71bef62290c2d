// Which words may stand at a place in a YAML file: keys that are not there yet, and values where a schema lists them.
// It reads the layout by indentation, as people write these files; inside {...}, [...] and running text it is silent.
const KEY = /^(\s*)((?:- +)*)([\w-]+):(?:\s+(.*))?$/;
const TYPED = /^(\s*)((?:- +)*)([\w-]*)$/;
const VALUE = /^(\s*)((?:- +)*)([\w-]+): +([^\s"'[{>|&#]*)$/;
const isEmpty = (line) => /^\s*(#.*)?$/.test(line);

// The schemas that a value may follow, references and alternatives resolved.
function alternatives(schema, root) {
  if (!schema) return [];
  if (schema.$ref) return alternatives(root.$defs?.[schema.$ref.split("/").at(-1)], root);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  return choices ? choices.flatMap((choice) => alternatives(choice, root)) : [schema];
}

// One step down: into the value of a key, or into an entry of a list, which is called "-".
function below(schema, step) {
  if (step === "-") return schema.items;
  return schema.properties?.[step] ?? (typeof schema.additionalProperties === "object" && schema.additionalProperties);
}

function schemasAt(root, steps) {
  const start = alternatives(root, root);
  return steps.reduce((all, step) => all.flatMap((one) => alternatives(below(one, step), root)), start);
}

// Columns of the dashes of a line, the innermost last.
function dashes(indent, marks) {
  return [...marks].flatMap((mark, place) => (mark === "-" ? [indent.length + place] : []));
}

// The keys and lists around a place, and the keys beside it that stand above it. Null inside running text.
function around(lines, row, column, ownDashes) {
  const steps = [], beside = new Set();
  let limit = column, isList = false, isOwn = true;
  const leaveLists = (columns) => {
    for (const dash of columns.toReversed()) {
      steps.unshift("-");
      [limit, isList, isOwn] = [dash, true, false];
    }
  };
  leaveLists(ownDashes);
  for (let at = row - 1; at >= 0; at -= 1) {
    const line = lines[at], found = isEmpty(line) ? null : KEY.exec(line);
    if (!found) continue;
    const [, indent, marks, key, value = ""] = found;
    const place = indent.length + marks.length;
    if (!isList && place === limit) {
      if (isOwn) beside.add(key);
      leaveLists(dashes(indent, marks));
    } else if (place < limit || (isList && place === limit)) {
      if (value && !value.startsWith("#")) return null;
      steps.unshift(key);
      [limit, isList, isOwn] = [place, false, false];
      leaveLists(dashes(indent, marks));
    }
  }
  return { steps, beside };
}

// The keys of the same mapping that stand below a place.
function keysBelow(lines, row, column) {
  const keys = [];
  for (const line of lines.slice(row + 1)) {
    if (isEmpty(line)) continue;
    if (line.search(/\S/) < column) break;
    const found = KEY.exec(line);
    if (found && !found[2] && found[1].length === column) keys.push(found[3]);
  }
  return keys;
}

function keyItems(schemas, taken, root) {
  const all = schemas.flatMap((schema) => Object.entries(schema.properties ?? {}));
  return all.filter(([key]) => !taken.has(key)).map(([key, schema]) => {
    const opens = alternatives(schema, root).some(({ type }) => type === "object" || type === "array");
    return { label: key, insertText: opens ? `${key}:` : `${key}: `, type: "key", documentation: schema.description };
  });
}

function valueItems(schemas) {
  const values = (schema) => schema.enum ?? ("const" in schema ? [schema.const] : schema.type === "boolean" ? [true, false] : []);
  return schemas.flatMap(values).map((value) => ({ label: String(value), type: "value" }));
}

// The words for the place `offset` in `text`, and where the word begun there starts. Null where nothing is known.
export function wordsAt(root, text, offset) {
  const above = [...text].slice(0, offset).join("").split("\n"); // JupyterLab counts characters, not halves of them
  const lines = text.split("\n"), row = above.length - 1, before = above[row];
  const value = VALUE.exec(before), typed = value ?? TYPED.exec(before);
  if (!typed) return null;
  const [, indent, marks] = typed, word = typed.at(-1), column = indent.length + marks.length;
  const place = around(lines, row, column, dashes(indent, marks));
  if (!place) return null;
  const start = offset - word.length, fits = ({ label }) => label.startsWith(word);
  if (value) return { start, items: valueItems(schemasAt(root, [...place.steps, value[3]])).filter(fits) };
  const schemas = schemasAt(root, place.steps);
  const taken = new Set([...place.beside, ...keysBelow(lines, row, column)]);
  const items = [...keyItems(schemas, taken, root), ...(marks ? valueItems(schemas) : [])];
  return { start, items: items.filter(fits) };
}
