export const savedSearchesTexts = {
  savedSearches: {
    title: 'Saved searches',
    none: 'No saved searches yet',
    save: 'Save this search',
    hint: 'Search or filter first',
    name: 'Name of the search',
    saveNow: 'Save',
    forget: (name: string) => `Forget ${name}`,
    couldNot: { save: 'Could not save the search', forget: 'Could not forget the search' },
  },
};
