export const tableTexts = {
  table: {
    actions: 'Actions',
    actionsOf: (name: string) => `Actions of ${name}`,
    chooseColumns: 'Choose columns',
    asAtFirst: 'Reset columns and order',
    selectAll: 'Select all',
    select: (name: string) => `Select ${name}`,
    selected: (count: number) => `${count} selected`,
    clearSelection: 'Clear selection',
    show: 'Show',
    matches: (shown: number, all: number) => `${shown} of ${all} shown`,
    sorting: 'Measuring all of them…',
    noMatchTitle: 'Nothing matches',
    clearFilter: 'Clear filter',
    expand: (name: string) => `Show what belongs to ${name}`,
    collapse: (name: string) => `Hide what belongs to ${name}`,
  },
};
