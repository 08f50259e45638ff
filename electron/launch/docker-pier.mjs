#!/usr/bin/env node
/** `docker pier`: what `pier` does. */
import { runPlugin } from './docker-plugin.mjs';

await runPlugin({ name: 'pier', about: 'Pier Desktop: Docker on this computer', command: [] });
