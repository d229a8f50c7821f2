// Collects the licences of the packages in a bundle: one text for all, and each font's own beside the font.
import { readdirSync, readFileSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";

const LICENCE_FILE = /^(licen[cs]e|copying|notice|copyrightnotice|thirdpartynotices)([.-].*)?$/i;

/** Folder of the package that a module or asset belongs to; null when it is the project's own. */
function packageFolder(id, root) {
  const file = id.replace(/^\0+/, "").split("?")[0];
  const path = (isAbsolute(file) ? file : join(root, file)).replaceAll("\\", "/");
  const at = path.lastIndexOf("/node_modules/");
  if (at < 0) return null;
  const parts = path.slice(at + "/node_modules/".length).split("/");
  const name = parts[0].startsWith("@") ? `${parts[0]}/${parts[1]}` : parts[0];
  return `${path.slice(0, at)}/node_modules/${name}`;
}

/** Name, version, licence and licence texts of a package. Throws when it has no licence text: then it may not be shipped. */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  if (files.length === 0) throw new Error(`${name} has no licence file, so it may not be bundled`);
  const texts = files.sort().map((file) => readFileSync(join(folder, file), "utf8").trim());
  return { name, version, license, texts };
}

const title = ({ name, version, license }) => `${name} ${version} (${license})`;

/** All licences as one text, in the order of names. */
function licenceText(packages) {
  const sorted = [...packages].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rule = "=".repeat(80);
  const head = `Plimsoll contains parts of these packages:\n\n${sorted.map((one) => `  ${title(one)}\n`).join("")}`;
  return [head, ...sorted.map((one) => `${rule}\n${title(one)}\n${rule}\n\n${one.texts.join("\n\n")}\n`)].join("\n");
}

/** A bundler plugin that writes licences.txt, and NAME-licence.txt beside the fonts of a package. */
export function licences() {
  return {
    name: "licences",
    generateBundle(_options, bundle) {
      const folders = new Set();
      const fonts = new Map();
      for (const output of Object.values(bundle)) {
        const sources = output.type === "chunk" ? output.moduleIds : (output.originalFileNames ?? []);
        for (const source of sources) {
          const folder = packageFolder(source, this.environment.config.root);
          if (!folder) continue;
          folders.add(folder);
          if (/\.(woff2?|ttf|otf)$/.test(output.fileName)) fonts.set(folder, output.fileName);
        }
      }
      const packages = [...folders].map(licenceOf);
      this.emitFile({ type: "asset", fileName: "licences.txt", source: licenceText(packages) });
      for (const [folder, font] of fonts) {
        const beside = font.slice(0, font.length - basename(font).length);
        const { name, texts } = licenceOf(folder);
        const fileName = `${beside}${name.replace(/^@/, "").replaceAll("/", "-")}-licence.txt`;
        this.emitFile({ type: "asset", fileName, source: `${texts.join("\n\n")}\n` });
      }
    },
  };
}
