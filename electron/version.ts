import packageJson from '../package.json' with { type: 'json' };

/** Of this Pier, as package.json says. */
export const VERSION: string = packageJson.version;
