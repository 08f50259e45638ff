/** The id of Pier's own engine; those of others are the names of their docker contexts. */
export const OWN_ENGINE = 'pier';
