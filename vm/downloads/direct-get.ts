import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { HttpGet } from './download-file.ts';

/** Asks the server itself, without a proxy. */
export const directGet: HttpGet = (url, options) =>
  new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    request(url, { ...options, agent: false })
      .on('response', resolve)
      .on('error', reject)
      .end();
  });
