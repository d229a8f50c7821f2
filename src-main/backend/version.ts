// The version of the program and of the engine: part of every result that must repeat.
import packageJson from "../../package.json" with { type: "json" };

export const version: string = packageJson.version;

/** Raised whenever the same captures and scenario would give other numbers. */
export const engineVersion = `plimsoll-engine ${packageJson.version}`;
