// Checks the texts of every language against English and writes typed accessors for C# and TypeScript,
// so that a missing or misspelt text is an error of the build and never a blank on a page.
//
//   node build/texts.mjs
//
// Errors are printed in the form `file(line): error TEXT00n: sentence`, which MSBuild reports as its own.
import { readFileSync, readdirSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(root, "src/Web/Texts");
const reference = "en";
/** The groups that browsers need, and the file each is written to. */
const browserGroups = { widget: "src/Widget/texts.g.ts", client: "src/Web/Scripts/texts.g.ts" };

const problems = [];
const complain = (file, line, code, sentence) =>
  problems.push(`${join(folder, file)}(${line}): error TEXT00${code}: ${sentence}`);

/**
 * Reads a file of texts into a map from dotted key to { text, line }. JSON.parse alone would hide a key that
 * stands twice, which is what merging two people's additions produces, and knows no line numbers.
 */
function read(file) {
  const source = readFileSync(join(folder, file), "utf8").replace(/^\uFEFF/, "");
  try {
    JSON.parse(source);
  } catch (e) {
    complain(file, 1, 1, `is not valid JSON: ${e.message}`);
    return new Map();
  }
  const texts = new Map();
  const path = [];
  const seen = new Set();
  let key = null;
  for (const { 0: token, index } of source.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g)) {
    const line = () => source.slice(0, index).split("\n").length;
    if (token === "{") {
      if (key !== null) path.push(key);
      key = null;
    } else if (token === "}") {
      path.pop();
      key = null;
    } else if (key === null && token.startsWith('"')) {
      key = JSON.parse(token);
      const dotted = [...path, key].join(".");
      if (seen.has(dotted)) complain(file, line(), 2, `the key '${dotted}' stands twice.`);
      if (!/^[a-z][A-Za-z0-9_]*$/.test(key)) complain(file, line(), 3, `the key '${dotted}' must be letters, digits or _ and begin in lower case.`);
      seen.add(dotted);
    } else {
      const dotted = [...path, key].join(".");
      const text = token.startsWith('"') ? JSON.parse(token) : "";
      if (text.trim() === "") complain(file, line(), 4, `the text '${dotted}' must be a string that is not empty.`);
      texts.set(dotted, { text, line: line() });
      key = null;
    }
  }
  return texts;
}

const placeholders = text => [...new Set([...text.matchAll(/\{([a-zA-Z][a-zA-Z0-9]*)\}/g)].map(m => m[1]))];

function compare(language, texts, english) {
  const file = `${language}.json`;
  for (const [key, { text, line }] of english) {
    const other = texts.get(key);
    if (other === undefined) {
      complain(file, 1, 5, `the text '${key}' is missing (${reference}.json line ${line}: "${text}").`);
      continue;
    }
    const [mine, theirs] = [placeholders(text).sort().join(", "), placeholders(other.text).sort().join(", ")];
    if (mine !== theirs) complain(file, other.line, 6, `the text '${key}' has the placeholders {${theirs}}, ${reference}.json has {${mine}}.`);
  }
  for (const [key, { line }] of texts) {
    if (!english.has(key)) complain(file, line, 7, `the text '${key}' is not in ${reference}.json.`);
  }
}

/** Plurals stand as `xxx_one` and `xxx_other`; both must be there, and at least the second names {count}. */
function checkPlurals(english) {
  for (const [key, { text, line }] of english) {
    const [, stem, form] = key.match(/^(.*)_(one|other)$/) ?? [];
    if (stem === undefined) continue;
    const twin = `${stem}_${form === "one" ? "other" : "one"}`;
    if (!english.has(twin)) complain(`${reference}.json`, line, 8, `the plural '${key}' needs '${twin}' beside it.`);
    if (english.has(stem)) complain(`${reference}.json`, line, 8, `the plural '${key}' and the text '${stem}' would have one name.`);
    if (form === "other" && !text.includes("{count}")) complain(`${reference}.json`, line, 8, `the plural '${key}' must contain {count}.`);
  }
}

const pascal = name => name.split("_").filter(Boolean).map(p => p[0].toUpperCase() + p.slice(1)).join("");
const camel = name => pascal(name)[0].toLowerCase() + pascal(name).slice(1);

/** Turns the flat map into a tree of groups; a leaf is { name, key, forms, parameters }. */
function tree(english) {
  const top = { groups: new Map(), leaves: new Map() };
  for (const [key, { text }] of english) {
    const parts = key.split(".");
    let name = parts.pop();
    let group = top;
    for (const part of parts) {
      if (!group.groups.has(part)) group.groups.set(part, { groups: new Map(), leaves: new Map() });
      group = group.groups.get(part);
    }
    const plural = /_(one|other)$/.test(name);
    if (plural) name = name.replace(/_(one|other)$/, "");
    const leaf = group.leaves.get(name) ?? { name, stem: [...parts, name].join("."), plural, parameters: plural ? ["count"] : [] };
    for (const p of placeholders(text)) if (!leaf.parameters.includes(p)) leaf.parameters.push(p);
    group.leaves.set(name, leaf);
  }
  return top;
}

function checkNames(group, path) {
  const taken = new Set(["Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize"]);
  if (path.length === 0) for (const name of ["Language", "Languages", "For", "Find"]) taken.add(name);
  for (const name of [...group.groups.keys(), ...group.leaves.keys()]) {
    if (taken.has(pascal(name))) complain(`${reference}.json`, 1, 9, `the key '${[...path, name].join(".")}' gives the member ${pascal(name)}, which is taken.`);
    taken.add(pascal(name));
  }
  for (const [name, child] of group.groups) checkNames(child, [...path, name]);
}

// --- C# ---

const quote = text => JSON.stringify(text);
const interpolated = (text, parameters) => {
  // Odd members of the split are the names of placeholders.
  const parts = text.split(/\{([a-zA-Z][a-zA-Z0-9]*)\}/g);
  if (!parts.some((p, i) => i % 2 === 1 && parameters.includes(p))) return quote(text);
  const body = parts.map((p, i) => (i % 2 === 1 ? `{${csharpName(p)}}` : JSON.stringify(p).slice(1, -1).replace(/[{}]/g, "$&$&")));
  return `$"${body.join("")}"`;
};
const keywords = new Set(["from", "to", "for", "in", "is", "as", "by", "new", "base", "this", "event", "object", "string", "operator", "out", "ref", "case", "default", "lock", "checked"]);
const csharpName = p => (keywords.has(p) ? `@${p}` : p);

function csharp(top, languages) {
  const others = languages.filter(l => l !== reference);
  const choose = (render) =>
    others.length === 0
      ? render(reference)
      : `_language switch { ${others.map(l => `${quote(l)} => ${render(l)}, `).join("")}_ => ${render(reference)} }`;

  const member = leaf => {
    const one = (language, key) => interpolated(all.get(language).get(key).text, leaf.parameters);
    if (leaf.plural) {
      const rest = leaf.parameters.slice(1).map(p => `, object? ${csharpName(p)}`).join("");
      const form = language => `(count == 1 ? ${one(language, `${leaf.stem}_one`)} : ${one(language, `${leaf.stem}_other`)})`;
      return `public string ${pascal(leaf.name)}(int count${rest}) => ${choose(form)};`;
    }
    const list = leaf.parameters.map(p => `object? ${csharpName(p)}`).join(", ");
    return `public string ${pascal(leaf.name)}${list ? `(${list})` : ""} => ${choose(l => one(l, leaf.stem))};`;
  };

  const group = (node, name, indent) => {
    const pad = " ".repeat(indent);
    const type = `${pascal(name)}Texts`;
    const lines = [
      `${pad}/// <summary>The texts of the group <c>${name}</c>.</summary>`,
      `${pad}public sealed class ${type}`,
      `${pad}{`,
      `${pad}    private readonly string _language;`,
      ``,
      `${pad}    internal ${type}(string language)`,
      `${pad}    {`,
      `${pad}        _language = language;`,
      ...[...node.groups.keys()].map(g => `${pad}        ${pascal(g)} = new(language);`),
      `${pad}    }`,
      ``,
      ...[...node.groups.keys()].map(g => `${pad}    public ${pascal(g)}Texts ${pascal(g)} { get; }`),
      ...[...node.leaves.values()].map(leaf => `${pad}    ${member(leaf)}`),
    ];
    for (const [g, child] of node.groups) lines.push("", ...group(child, g, indent + 4));
    return [...lines, `${pad}}`];
  };

  const raw = language => [...all.get(language)].map(([key, { text }]) => `            [${quote(key)}] = ${quote(text)},`);
  return [
    "// <auto-generated/>  by build/texts.mjs from src/Web/Texts/*.json",
    "#nullable enable",
    "using System.Collections.Frozen;",
    "using System.Collections.Generic;",
    "",
    "namespace EscalationCqrs.Web;",
    "",
    "/// <summary>Every text that a person reads, in one language.</summary>",
    "public sealed class Texts",
    "{",
    "    private static readonly FrozenDictionary<string, Texts> ByLanguage = new Dictionary<string, Texts>",
    "    {",
    ...languages.map(l => `        [${quote(l)}] = new(${quote(l)}, ${pascal(l)}Values()),`),
    "    }.ToFrozenDictionary(System.StringComparer.OrdinalIgnoreCase);",
    "",
    "    private readonly FrozenDictionary<string, string> _values;",
    "",
    "    private Texts(string language, Dictionary<string, string> values)",
    "    {",
    "        Language = language;",
    "        _values = values.ToFrozenDictionary();",
    ...[...top.groups.keys()].map(g => `        ${pascal(g)} = new(language);`),
    "    }",
    "",
    "    /// <summary>The languages that are complete, English first.</summary>",
    `    public static IReadOnlyList<string> Languages { get; } = [${languages.map(quote).join(", ")}];`,
    "",
    "    /// <summary>The texts of a language tag (<c>vi</c>, <c>vi-VN</c>); English where there are none.</summary>",
    "    public static Texts For(string? language)",
    "    {",
    `        var tag = language ?? ${quote(reference)};`,
    "        var dash = tag.IndexOf('-');",
    `        return ByLanguage.GetValueOrDefault(dash < 0 ? tag : tag[..dash]) ?? ByLanguage[${quote(reference)}];`,
    "    }",
    "",
    "    /// <summary>The two-letter language of these texts.</summary>",
    "    public string Language { get; }",
    "",
    "    /// <summary>The text of a dotted key such as <c>errors.not_found</c>, its placeholders left in; null where there is none.</summary>",
    "    public string? Find(string dottedKey) => _values.GetValueOrDefault(dottedKey);",
    "",
    ...[...top.groups.keys()].map(g => `    public ${pascal(g)}Texts ${pascal(g)} { get; }`),
    ...[...top.groups].flatMap(([g, node]) => ["", ...group(node, g, 4)]),
    ...languages.flatMap(l => ["", `    private static Dictionary<string, string> ${pascal(l)}Values() =>`, "        new()", "        {", ...raw(l), "        };"]),
    "}",
    "",
  ].join("\n");
}

// --- TypeScript ---

function typescript(node, name, languages) {
  const literal = (text, parameters) =>
    placeholders(text).some(p => parameters.includes(p))
      ? "`" + text.replace(/[\\`]/g, "\\$&").replace(/\$(?=\{)/g, "\\$").replace(/\{([a-zA-Z][a-zA-Z0-9]*)\}/g, (_, p) => `\${${camel(p)}}`) + "`"
      : JSON.stringify(text);
  const signature = leaf => leaf.parameters.map(p => (p === "count" && leaf.plural ? "count: number" : `${p}: string | number`)).join(", ");
  const types = (n, pad) => [
    ...[...n.leaves.values()].map(leaf => `${pad}readonly ${camel(leaf.name)}: ${leaf.parameters.length ? `(${signature(leaf)}) => string` : "string"};`),
    ...[...n.groups].flatMap(([g, child]) => [`${pad}readonly ${camel(g)}: {`, ...types(child, pad + "  "), `${pad}};`]),
  ];
  const values = (n, language, pad) => [
    ...[...n.leaves.values()].map(leaf => {
      const text = key => literal(all.get(language).get(key).text, leaf.parameters);
      const body = leaf.plural ? `(count === 1 ? ${text(`${leaf.stem}_one`)} : ${text(`${leaf.stem}_other`)})` : text(leaf.stem);
      return `${pad}${camel(leaf.name)}: ${leaf.parameters.length ? `(${leaf.parameters.join(", ")}) => ` : ""}${body},`;
    }),
    ...[...n.groups].flatMap(([g, child]) => [`${pad}${camel(g)}: {`, ...values(child, language, pad + "  "), `${pad}},`]),
  ];
  return [
    "// Generated by build/texts.mjs from src/Web/Texts/*.json. Do not edit.",
    "",
    `/** The texts of the group \`${name}\` in one language. */`,
    "export interface Texts {",
    ...types(node, "  "),
    "}",
    "",
    ...languages.flatMap(l => [`const ${l}: Texts = {`, ...values(node, l, "  "), "};", ""]),
    `const byLanguage: Readonly<Record<string, Texts>> = { ${languages.join(", ")} };`,
    "",
    "/** The texts of a language tag (`vi`, `vi-VN`); English where there are none. */",
    "export function textsFor(language: string): Texts {",
    `  return byLanguage[language.toLowerCase().split("-")[0] ?? ""] ?? ${reference};`,
    "}",
    "",
  ].join("\n");
}

const languages = readdirSync(folder).filter(f => /^[a-z]{2}\.json$/.test(f)).map(f => f.slice(0, 2))
  .sort((a, b) => (a === reference ? -1 : b === reference ? 1 : a.localeCompare(b)));
const all = new Map(languages.map(l => [l, read(`${l}.json`)]));
const english = all.get(reference) ?? new Map();
if (problems.length === 0) for (const l of languages) if (l !== reference) compare(l, all.get(l), english);
checkPlurals(english);
const top = tree(english);
for (const leaf of top.leaves.keys()) complain(`${reference}.json`, 1, 3, `the text '${leaf}' must stand in a group.`);
checkNames(top, []);
for (const g of Object.keys(browserGroups)) if (!top.groups.has(g)) complain(`${reference}.json`, 1, 3, `the group '${g}' is missing.`);

if (problems.length > 0) {
  console.log(problems.join("\n"));
  process.exit(1);
}

const write = (file, content) => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
};
write("src/Web/Texts/Texts.g.cs", csharp(top, languages));
for (const [g, file] of Object.entries(browserGroups)) write(file, typescript(top.groups.get(g), g, languages));
console.log(`${english.size} texts in ${languages.join(", ")} -> ${relative(root, join(folder, "Texts.g.cs"))}`);
