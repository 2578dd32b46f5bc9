// Type-checks and bundles what browsers load into src/Web/wwwroot/dist, from npm packages and our own sources,
// so that no page loads anything from another host.
//
//   node build/bundle.mjs
//
//   desk.js, chunks/*  staff pages (module, from src/Web/Scripts/desk.ts)
//   theme.js           chooses light or dark before the first paint (from src/Web/Scripts/theme.ts)
//   desk.css, fonts/*  staff pages (from src/Web/Styles/desk.css)
//   widget.js          the customer's widget, one script for any page (from src/Widget/widget.ts)
//   chat.js            the standalone chat page (from src/Widget/chat.ts)
//   icons.svg          sprite of the icons named in build/icons.txt
//   swagger/           the page that browses the API description
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const web = join(root, "src/Web");
const dist = join(web, "wwwroot/dist");
const modules = join(root, "node_modules");

function fail(sentence) {
  console.log(`${sentence}`);
  process.exit(1);
}

if (!existsSync(join(modules, "esbuild"))) fail(`${root}: error BUNDLE001: the npm packages are missing; run 'npm ci' in this folder first.`);
const { build } = createRequire(import.meta.url)("esbuild");

const common = {
  bundle: true,
  minify: true,
  sourcemap: true,
  target: ["es2022", "safari16"],
  logLevel: "silent",
  legalComments: "linked",
  absWorkingDir: root,
};

function typecheck() {
  return new Promise((resolve, reject) => {
    const tsc = spawn(process.execPath, [join(modules, "typescript/bin/tsc"), "--project", root, "--pretty", "false"], { cwd: root });
    let output = "";
    tsc.stdout.on("data", data => (output += data));
    tsc.stderr.on("data", data => (output += data));
    tsc.on("error", reject);
    tsc.on("close", code => (code === 0 ? resolve() : reject(new Error(output.trim()))));
  });
}

const staffScripts = () =>
  build({ ...common, entryPoints: { desk: join(web, "Scripts/desk.ts") }, outdir: dist, format: "esm", splitting: true, chunkNames: "chunks/[name]-[hash]" });

const theme = () => build({ ...common, entryPoints: { theme: join(web, "Scripts/theme.ts") }, outdir: dist, format: "iife" });

const staffStyles = () =>
  build({ ...common, entryPoints: { desk: join(web, "Styles/desk.css") }, outdir: dist, loader: { ".woff2": "file" }, assetNames: "fonts/[name]-[hash]" });

const customerScripts = () =>
  build({
    ...common,
    entryPoints: { widget: join(root, "src/Widget/widget.ts"), chat: join(root, "src/Widget/chat.ts") },
    outdir: dist,
    format: "iife",
    loader: { ".css": "text", ".svg": "text" },
  });

function icons() {
  const list = join(root, "build/icons.txt");
  const names = readFileSync(list, "utf8").split("\n").map(l => l.trim());
  const symbols = names.flatMap((name, i) => {
    if (name === "" || name.startsWith("#")) return [];
    const file = join(modules, "@tabler/icons/icons/outline", `${name}.svg`);
    if (!existsSync(file)) throw new Error(`${list}(${i + 1}): error BUNDLE002: there is no outline icon '${name}' in @tabler/icons.`);
    const body = readFileSync(file, "utf8").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
    const paths = body.split("\n").map(l => l.trim()).filter(l => l !== "" && !l.includes('stroke="none"')).join("");
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${paths}</symbol>`;
  });
  writeFileSync(join(dist, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);
}

function swagger() {
  mkdirSync(join(dist, "swagger"), { recursive: true });
  for (const file of ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "favicon-32x32.png"]) {
    copyFileSync(join(modules, "swagger-ui-dist", file), join(dist, "swagger", file));
  }
}

/** One line per fault in the form that MSBuild reports as its own error. */
function describe(error) {
  if (!error.errors) return error.message.replaceAll(/^(\S+\.ts)\((\d+),(\d+)\)/gm, (_, file, l, c) => `${join(root, file)}(${l},${c})`);
  return error.errors
    .map(({ text, location: at }) => (at ? `${join(root, at.file)}(${at.line},${at.column + 1})` : root) + `: error BUNDLE003: ${text}`)
    .join("\n");
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const results = await Promise.allSettled([typecheck(), staffScripts(), theme(), staffStyles(), customerScripts(), (async () => icons())(), (async () => swagger())()]);
const faults = results.filter(r => r.status === "rejected").map(r => describe(r.reason));
if (faults.length > 0) fail(faults.join("\n"));
// Written last: it is what MSBuild compares with the sources, so a failed bundling is never taken for a finished one.
writeFileSync(join(dist, ".bundled"), "");
