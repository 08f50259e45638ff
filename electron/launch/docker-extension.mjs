#!/usr/bin/env node
/** `docker extension`, as Docker Desktop has it: what `pier extension` does. */
import { runPlugin } from './docker-plugin.mjs';

await runPlugin({
  name: 'extension',
  about: 'Manages Docker extensions, by Pier Desktop',
  command: ['extension'],
});
