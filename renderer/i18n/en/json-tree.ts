export const jsonTreeTexts = {
  jsonTree: {
    search: 'Search names and values',
    previous: 'Previous match',
    next: 'Next match',
    matches: (at: string, all: string) => `${at} of ${all}`,
    noMatches: 'No match',
    expandAll: 'Open all',
    collapseAll: 'Close all',
    copyAll: 'Copy everything as JSON',
    copyValue: 'Copy value',
    copyPath: 'Copy path',
    path: 'Path of the marked line',
    entries: (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'entry' : 'entries'}`,
    characters: (count: number) => `${count.toLocaleString('en')} characters`,
    more: (count: number) =>
      `${count.toLocaleString('en')} more characters are not shown: copy the value to have them all.`,
    couldNotCopy: 'Could not copy',
    couldNotCopyHint: 'Allow this page to use the clipboard.',
  },
};
