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
