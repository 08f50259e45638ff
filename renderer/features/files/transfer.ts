import { AppError, type ErrorData } from '../../../shared/errors.ts';

/** Has the browser save what a ticket of the backend stands for. */
export function saveDownload(url: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
}

/**
 * Sends a file to a ticket of the backend. fetch() does not tell how much was sent.
 * @throws AppError as the backend has it, `connection_lost`, `cancelled`
 */
export function sendUpload(
  url: string,
  body: Blob,
  options: { signal: AbortSignal; onProgress(sentBytes: number): void },
): Promise<void> {
  const { signal, onProgress } = options;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open('PUT', url);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onerror = () =>
      reject(
        new AppError('connection_lost', 'The connection broke.', 'See whether Pier runs, then try again.'),
      );
    request.onabort = () => reject(new AppError('cancelled', 'The upload was cancelled.', 'Start it again.'));
    request.onload = () => {
      const answer = parse(request.responseText);
      if (request.status < 300) resolve();
      else if (answer?.error) reject(AppError.fromData(answer.error));
      else reject(new AppError('transfer_failed', `The upload failed (${request.status}).`, 'Try again.'));
    };
    request.onloadend = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort);
    if (signal.aborted) request.onabort(new ProgressEvent('abort'));
    else request.send(body);
  });
}

function parse(text: string): { error?: ErrorData } | undefined {
  try {
    return JSON.parse(text) as { error?: ErrorData };
  } catch {
    return undefined;
  }
}
