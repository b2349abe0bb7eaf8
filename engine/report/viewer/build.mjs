// SPDX-License-Identifier: Apache-2.0
// Bundles src/ into the one file viewer.html: node build.mjs. The same sources give the same bytes, so the result is
// committed and users never need node. `node build.mjs --check` compares instead of writing.
import { build } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const bundle = async (entry, extra) => {
  const result = await build({
    absWorkingDir: here, entryPoints: [entry], bundle: true, minify: true, write: false, charset: "utf8",
    target: ["chrome80", "firefox78"], legalComments: "none", loader: { ".png": "dataurl" }, logLevel: "warning",
    ...extra,
  });
  return result.outputFiles[0].text.trim();
};

/// Nothing in the script may end the element it stands in.
const script = (await bundle("src/main.ts", { format: "iife" })).replace(/<\/script/gi, "<\\/script")
  .replace(/<!--/g, "<\\!--");
const style = await bundle("src/style.css", {});
const licences = ["leaflet", "echarts", "zrender", "tslib"].map((name) => {
  const about = JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8"));
  return `${name} ${about.version} (${about.license})`;
}).join(", ");

// Functions as replacements: a "$&" in the bundle must stay what it is.
const page = readFileSync(join(here, "src/page.html"), "utf8")
  .replace("/*LICENCES*/", () => licences).replace("/*STYLE*/", () => style).replace("/*SCRIPT*/", () => script);

const target = join(here, "viewer.html");
if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== page) {
    console.error("viewer.html is not what src/ builds: run `npm run build` in engine/report/viewer and commit it");
    process.exit(1);
  }
  console.log("viewer.html is what src/ builds");
} else {
  writeFileSync(target, page);
  console.log(`viewer.html: ${Buffer.byteLength(page)} bytes`);
}
