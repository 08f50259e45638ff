import type { DockerCli } from '../fixtures/docker-cli.ts';

/** A harbour's web shop, as it could be on anybody's machine; every image is busybox under another name. */
const CONTAINERS: { name: string; image: string; args?: string[]; script: string }[] = [
  { name: 'old-build', image: 'harbour/build:41', script: 'echo "error: lint failed"; exit 2' },
  { name: 'migrations', image: 'harbour/api:2.4', script: 'echo "14 migrations applied"' },
  { name: 'mail', image: 'mailhog:1', args: ['-p', '127.0.0.1:8025:8025'], script: 'sleep 900' },
  { name: 'cache', image: 'redis:8', script: 'sleep 900' },
  {
    name: 'db',
    image: 'postgres:17',
    args: ['-p', '127.0.0.1:5432:5432', '-v', '/var/lib/postgresql'],
    script: 'sleep 900',
  },
  { name: 'worker-2', image: 'harbour/worker:2.4', script: 'sleep 900' },
  {
    name: 'worker-1',
    image: 'harbour/worker:2.4',
    args: ['--health-cmd', 'true', '--health-interval', '1s'],
    script: 'sleep 900',
  },
  { name: 'api', image: 'harbour/api:2.4', args: ['-p', '127.0.0.1:3000:3000'], script: 'sleep 900' },
  {
    name: 'web',
    image: 'nginx:alpine',
    args: ['-p', '127.0.0.1:8080:80'],
    script: [
      'echo "/docker-entrypoint.sh: Configuration complete; ready for start up"',
      'printf "\\033[1;34mnotice\\033[0m  start worker processes\\n"',
      'printf "\\033[33mwarn\\033[0m    upstream api took 1.2 s\\n" >&2',
      'for p in / /app.js /app.css /logo.svg /api/ships /api/berths; do printf "172.17.0.1 GET %-12s \\033[32m200\\033[0m\\n" $p; done',
      'printf "172.17.0.1 GET /api/tides   \\033[31m502\\033[0m\\n" >&2',
      'sleep 900',
    ].join('; '),
  },
];

/** Runs them all. Needs `busybox:latest`. */
export async function runScene(docker: DockerCli): Promise<void> {
  for (const { name, image, args = [], script } of CONTAINERS) {
    await docker.run(['tag', 'busybox', image]);
    await docker.run(['run', '-d', '--name', name, ...args, image, 'sh', '-c', script]);
  }
  await docker.run(['pause', 'cache']);
}
