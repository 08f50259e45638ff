import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../fixtures/busybox-image.ts';
import { Installation } from '../fixtures/installation.ts';
import { until } from '../fixtures/until.ts';
import { pseudoRandom } from './pseudo-random.ts';

const ROUNDS = Number(process.env.PIER_FAULTS_KILLS ?? 25);
const SEED = Number(process.env.PIER_FAULTS_SEED ?? Date.now() % 1_000_000);
const WRITERS = ['one', 'two'];
const LONGEST_WAIT_MS = 4000;

/**
 * Says what is there, mends what nobody was told of, then appends numbers. A number is said when the disk has it: that
 * is the acknowledgement. `have <lines> <first wrong line, else 0>`
 */
const WRITER = `
f=/v/$0; touch $f
awk '$1 != NR && !bad { bad = NR } END { print "have", NR, bad + 0 }' $f
awk '$1 != NR { exit } { print }' $f > $f.good; mv $f.good $f; sync
i=$(wc -l < $f)
while :; do i=$((i+1)); echo $i | dd of=$f oflag=append conv=notrunc,fsync 2>/dev/null && echo $i; done`;

/** What a writer said since it was started. */
class Said {
  text = '';
  get have(): { lines: number; wrong: number } | undefined {
    const [, lines, wrong] = /^have (\d+) (\d+)$/m.exec(this.text) ?? [];
    return lines === undefined ? undefined : { lines: Number(lines), wrong: Number(wrong) };
  }
  /** The last number of which the whole line has arrived; 0 where there is none. */
  get acknowledged(): number {
    return Number([...this.text.matchAll(/^(\d+)\n/gm)].at(-1)?.[1] ?? 0);
  }
}

describe('QEMU is killed while containers write', () => {
  const installation = new Installation();
  const { docker } = installation;
  afterAll(() => installation.end());

  it(`at ${ROUNDS} random moments (seed ${SEED}): every acknowledged write is there`, async () => {
    const random = pseudoRandom(SEED);
    const acknowledged = new Map(WRITERS.map((name) => [name, 0]));
    await installation.must('start');
    await importBusybox(docker);
    for (const name of WRITERS) {
      await docker.run(['create', '--name', name, '-v', 'kept:/v', 'busybox', 'sh', '-c', WRITER, name]);
    }
    for (let round = 1; round <= ROUNDS; round += 1) {
      const said = new Map(WRITERS.map((name) => [name, new Said()]));
      const closed = WRITERS.map((name) => {
        const client = docker.spawn(['start', '-a', name]);
        client.stdout.on('data', (chunk: Buffer) => {
          const heard = said.get(name);
          if (heard) heard.text += chunk.toString();
        });
        client.stderr.resume();
        return once(client, 'close');
      });
      await until(
        'An acknowledged write of each container',
        () => [...said.values()].every((heard) => heard.acknowledged > 0),
        () => [...said.values()].map(({ text }) => text.slice(0, 200)).join(' | '),
      );
      for (const [name, heard] of said) {
        const before = acknowledged.get(name) ?? 0;
        expect.soft(heard.have?.lines, `round ${round}, ${name}`).toBeGreaterThanOrEqual(before);
        if (heard.have?.wrong)
          expect.soft(heard.have.wrong, `round ${round}, ${name}`).toBeGreaterThan(before);
      }
      await sleep(random() * LONGEST_WAIT_MS);
      process.kill(installation.machinePid(), 'SIGKILL');
      await Promise.all(closed);
      for (const [name, heard] of said) acknowledged.set(name, heard.acknowledged);
      process.stderr.write(
        `kill ${round}: ${[...acknowledged.values()].join(' and ')} writes acknowledged\n`,
      );
      await installation.must('start');
    }
    await installation.must('stop');
    // -n: only looks. Exit code 0: nothing to mend.
    execFileSync('fsck.ext4', ['-f', '-n', installation.files.vm.dataDisk]);
  });
});
