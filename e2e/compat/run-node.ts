import { spawn } from 'node:child_process';
import type { Side } from './sides.ts';

const LIMIT_MS = 10 * 60_000;

/** Runs a program of Node against one side, and hands over what it prints, however it ends. */
export function runNode(side: Side, args: readonly string[], cwd: string): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: cwd,
    DOCKER_HOST: `unix://${side.socket}`,
    DOCKER_SOCKET: side.socket,
    // Its image cannot be had without a registry.
    TESTCONTAINERS_RYUK_DISABLED: 'true',
  };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
  });
}
