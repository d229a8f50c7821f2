// The files of a drop or a chooser with their paths inside it, folders opened.

export interface DroppedFile {
  readonly file: File;
  /** Names from the dropped thing down to the file. */
  readonly names: readonly string[];
}

/** Every file of a drop. Must be called while the drop is handled: later the browser has forgotten it. */
export async function filesOfDrop(transfer: DataTransfer): Promise<readonly DroppedFile[]> {
  const files = await Promise.all([...transfer.items].map(filesOfItem));
  return unlike(files.flat());
}

/** What other programs drop may be a file without a place in a file system; text is none. */
function filesOfItem(item: DataTransferItem): readonly DroppedFile[] | Promise<readonly DroppedFile[]> {
  const entry = item.webkitGetAsEntry();
  if (entry) return filesOfEntry(entry, []);
  const file = item.getAsFile();
  return file ? [{ file, names: [file.name] }] : [];
}

/** Files of a chooser; those of a chosen folder know their path in it. */
export const filesOfChooser = (files: readonly File[]): readonly DroppedFile[] =>
  unlike(files.map((file) => ({ file, names: (file.webkitRelativePath || file.name).split("/") })));

async function filesOfEntry(entry: FileSystemEntry, above: readonly string[]): Promise<DroppedFile[]> {
  const names = [...above, entry.name];
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ file, names }];
  }
  const inside = await entriesOf((entry as FileSystemDirectoryEntry).createReader());
  return (await Promise.all(inside.map((one) => filesOfEntry(one, names)))).flat();
}

/** All entries of a folder: a browser gives a hundred at a time, and none at the end. */
async function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    for (const one of some) all.push(one);
  }
}

/** Files of one path, from different folders, get a folder of their own each: nothing is written over. */
function unlike(files: readonly DroppedFile[]): readonly DroppedFile[] {
  const seen = new Map<string, number>();
  return files.map(({ file, names }) => {
    const path = names.join("/");
    const times = (seen.get(path) ?? 0) + 1;
    seen.set(path, times);
    return { file, names: times === 1 ? names : [String(times), ...names] };
  });
}
