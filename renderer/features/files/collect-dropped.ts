/** A file or folder to send, with its place below the folder it goes to: "photos/2024/a.jpg". */
export interface UploadItem {
  path: string;
  /** undefined for a folder. */
  file: File | undefined;
}

/** What was dropped, folders with all that is in them. Must be called while the event is handled. */
export async function collectDropped(transfer: DataTransfer): Promise<UploadItem[]> {
  // The items are gone when the event is over; entries and files are not.
  const entries: FileSystemEntry[] = [];
  const items: UploadItem[] = [];
  for (const item of transfer.items) {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    // What comes from another page may be a file without a place in a file system.
    const file = entry ? null : item.getAsFile();
    if (entry) entries.push(entry);
    else if (file) items.push({ path: file.name, file });
  }
  return [...items, ...(await collectEntries(entries, ''))];
}

/** What was chosen in a file dialog, of files or of a folder. */
export function collectChosen(files: FileList): UploadItem[] {
  const items = new Map<string, UploadItem>();
  for (const file of files) {
    const path = file.webkitRelativePath || file.name;
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/');
      items.set(folder, { path: folder, file: undefined });
    }
    items.set(path, { path, file });
  }
  return [...items.values()];
}

async function collectEntries(entries: FileSystemEntry[], base: string): Promise<UploadItem[]> {
  const items: UploadItem[] = [];
  for (const entry of entries) {
    const path = base + entry.name;
    if (entry.isFile) {
      items.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
    } else {
      items.push({ path, file: undefined });
      items.push(...(await collectEntries(await childrenOf(entry as FileSystemDirectoryEntry), `${path}/`)));
    }
  }
  return items;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** The browser gives a hundred at a time. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  while (true) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}
