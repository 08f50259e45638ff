import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { silentLogger } from '../log/logger.ts';
import { TransferDesk } from './transfer-desk.ts';

const get = (desk: TransferDesk, path: string) =>
  desk.handle({ method: 'GET', path, body: undefined, signal: new AbortController().signal });

it('serves once what a page offered under a ticket of its own, looked at when it is fetched', async () => {
  const desk = new TransferDesk({ log: silentLogger });
  const ticket = 'a'.repeat(43);
  let looked = 0;
  const { url } = desk.offerDownload(
    async () => {
      looked += 1;
      return { fileName: 'a.txt', open: async () => Readable.from(['content']) };
    },
    { ticket },
  );
  expect(url).toBe(`/transfer/${ticket}`);
  expect(looked).toBe(0);
  expect(() => desk.offerDownload(async () => Promise.reject(), { ticket })).toThrow('known already');
  const answer = await get(desk, url);
  expect(answer.headers['content-disposition']).toContain('a.txt');
  expect(await text(answer.body as Readable)).toBe('content');
  expect((await get(desk, url)).status).toBe(404);
  desk.dispose();
});

it('tells by the address what cannot be sent', async () => {
  const desk = new TransferDesk({ log: silentLogger });
  const { url } = desk.offerDownload(async () => {
    throw new AppError('file_not_found', "Download '/a': it is not there.", 'Read the folder again.');
  });
  const answer = await get(desk, url);
  expect(answer.status).toBe(502);
  expect(answer.body).toContain('file_not_found');
  desk.dispose();
});
