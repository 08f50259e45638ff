/** Where one call can be made over HTTP: the body is its message, the answer is the answer's. */
export const CALL_PATH = '/call';
