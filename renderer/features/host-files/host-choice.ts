/** What is chosen: a folder, or a file of one sort. */
export type HostChoice = 'folder' | 'dockerfile' | 'compose' | 'archive';

export interface HostFilesDialogProps {
  choose: HostChoice;
  /** Where the choosing begins. */
  start: string | undefined;
  onChoose(path: string): void;
  onClose(): void;
}
