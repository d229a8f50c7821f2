// Holds the fuses that were read back from a packed program against those that the packaging asks for.
import { readFileSync } from "node:fs";

/** Names in build/electron-builder.yml and what the reading tool calls them. */
const NAMES = {
  runAsNode: "RunAsNode",
  enableCookieEncryption: "EnableCookieEncryption",
  enableNodeOptionsEnvironmentVariable: "EnableNodeOptionsEnvironmentVariable",
  enableNodeCliInspectArguments: "EnableNodeCliInspectArguments",
  enableEmbeddedAsarIntegrityValidation: "EnableEmbeddedAsarIntegrityValidation",
  onlyLoadAppFromAsar: "OnlyLoadAppFromAsar",
  grantFileProtocolExtraPrivileges: "GrantFileProtocolExtraPrivileges",
};

/** What differs, in words; empty when the program is as it was asked for. */
export function differences(config, read) {
  return Object.entries(NAMES).flatMap(([name, shown]) => {
    const asked = new RegExp(`^ {2}${name}: (true|false)$`, "m").exec(config)?.[1];
    if (asked === undefined) return [`${name} is not asked for`];
    const wanted = asked === "true" ? "Enabled" : "Disabled";
    const found = new RegExp(`\\b${shown} is (Enabled|Disabled)`).exec(read)?.[1] ?? "not told";
    return found === wanted ? [] : [`${shown} is ${found} instead of ${wanted}`];
  });
}

if (process.argv[2]) {
  const wrong = differences(readFileSync("build/electron-builder.yml", "utf8"), readFileSync(process.argv[2], "utf8"));
  for (const line of wrong) console.error(line);
  process.exit(wrong.length > 0 ? 1 : 0);
}
