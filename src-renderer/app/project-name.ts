// Names of projects and files from their paths, of any system.

/** The last part of a path. */
export const baseName = (path: string): string => path.replace(/[\\/]+$/, "").replace(/^.*[\\/]/, "");

/** A project's name from its path. */
export const nameOf = (path: string): string => baseName(path).replace(/\.plimsoll$/, "");
