/** What is chosen: a folder, a file of one sort, or any file. */
export type HostChoice = 'folder' | 'dockerfile' | 'compose' | 'archive' | 'file';

export interface HostFilesDialogProps {
  choose: HostChoice;
  /** In place of the usual one. */
  title?: string | undefined;
  /** Where the choosing begins. */
  start: string | undefined;
  onChoose(path: string): void;
  onClose(): void;
}

/** Files by the endings of their names, without dots; "*" is any. */
export interface FileFilter {
  name: string;
  extensions: string[];
}

/** As Electron's dialogs: the endings of a filter are matched whatever their case. Folders always stay. */
export function fits(name: string, { extensions }: FileFilter): boolean {
  return (
    extensions.length === 0 ||
    extensions.some((each) => each === '*' || name.toLowerCase().endsWith(`.${each.toLowerCase()}`))
  );
}
