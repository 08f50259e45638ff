/** The page that tells of newer versions. */
export const UPDATES_PLACE = ['settings', 'updates'];
