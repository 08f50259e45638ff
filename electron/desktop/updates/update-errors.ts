import type { UpdatesState } from '../../../shared/contract/updates.ts';
import { AppError } from '../../../shared/errors.ts';

export type UpdateStep = Extract<UpdatesState['update'], { kind: 'failed' }>['step'];

const DOES: Readonly<Record<UpdateStep, string>> = {
  check: 'Look for updates',
  download: 'Download the update',
  install: 'Install the update',
};

/** Of Chromium's network and of Node's. */
const NO_NETWORK = new RegExp(
  [
    ...[
      'ERR_INTERNET_DISCONNECTED',
      'ERR_NAME_NOT_RESOLVED',
      'ERR_NAME_RESOLUTION_FAILED',
      'ERR_NETWORK_CHANGED',
    ],
    ...[
      'ERR_ADDRESS_UNREACHABLE',
      'ERR_NETWORK_IO_SUSPENDED',
      'ENOTFOUND',
      'EAI_AGAIN',
      'ENETUNREACH',
      'EHOSTUNREACH',
    ],
    'ENETDOWN',
  ].join('|'),
);
const UNREACHABLE =
  /ERR_CONNECTION_|ERR_TIMED_OUT|ERR_EMPTY_RESPONSE|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|aborted by the server|timed out|socket hang up/i;
const PROXY = /ERR_PROXY_|ERR_TUNNEL_/;
const CERTIFICATE = /ERR_CERT_|CERT_|SELF_SIGNED|UNABLE_TO_VERIFY/;
const STATUS = /status (?:code )?(\d{3})|^(\d{3}) /;

/**
 * What electron-updater failed with, in words for a person. Its own are a developer's, with addresses and stacks; those
 * are in the log.
 */
export function toUpdateError(thrown: unknown, step: UpdateStep): AppError {
  if (thrown instanceof AppError) return thrown;
  const {
    code = '',
    message = String(thrown),
    statusCode,
  } = (thrown ?? {}) as {
    code?: string;
    message?: string;
    statusCode?: number;
  };
  const text = `${code} ${message}`;
  const make = (kind: AppError['code'], why: string, hint: string) =>
    new AppError(kind, `${DOES[step]}: ${why}.`, hint, { cause: thrown });
  if (code === 'ERR_CHECKSUM_MISMATCH')
    return make(
      'update_refused',
      'what came is not the file that was released',
      'It was removed, and nothing was changed. Try again; if it stays so, tell the people who make Pier.',
    );
  if (code === 'ERR_UPDATER_INVALID_SIGNATURE')
    return make(
      'update_refused',
      'its program is not signed by the publisher of this Pier',
      'It was removed, and nothing was changed. Tell the people who make Pier.',
    );
  if (NO_NETWORK.test(text))
    return make(
      'update_offline',
      'the update server cannot be reached from here',
      'Try again when you are online.',
    );
  if (PROXY.test(text))
    return make(
      'update_server_failed',
      'the proxy does not answer',
      'See which one is set in Settings > Network.',
    );
  if (CERTIFICATE.test(text))
    return make(
      'update_server_failed',
      "the update server's certificate is not trusted",
      "Look at this computer's clock, and at what stands between it and the network.",
    );
  if (UNREACHABLE.test(text))
    return make('update_server_failed', 'the update server does not answer', 'Try again later.');
  const status = statusCode ?? Number(STATUS.exec(message)?.slice(1).find(Boolean));
  if (status >= 400)
    return make(
      'update_server_failed',
      `the update server answered with status ${status}`,
      'Try again later.',
    );
  if (code === 'ENOSPC') return make('update_failed', 'the disk is full', 'Make room on it, and try again.');
  if (['EACCES', 'EPERM', 'EROFS'].includes(code))
    return make(
      'update_failed',
      'a file may not be written',
      'See who may write to the folder of Pier and to your cache folder.',
    );
  return make(
    'update_failed',
    (message.split('\n')[0] ?? '').slice(0, 300).replace(/\.$/, ''),
    "Try again. Pier's log has more: pier logs",
  );
}

/** @param limitMs how long nothing came */
export function silentDownload(limitMs: number): AppError {
  return new AppError(
    'update_server_failed',
    `Download the update: nothing came for ${Math.ceil(limitMs / 1000)} seconds.`,
    'Look at your network, and try again.',
  );
}

export function tooOldSystem(version: string): AppError {
  return new AppError(
    'update_failed',
    `Look for updates: version ${version} needs a newer system than this one.`,
    'Update the system first. This version of Pier goes on as it is.',
  );
}
