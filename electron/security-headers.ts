const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/**
 * Sent with every answer that a page of ours is made of, by the desktop app and the headless host alike. Scripts and
 * styles come from our own files only; `connect-src 'self'` is what a browser needs for its WebSocket.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY.join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** For pages that have frames: those of this source alone. */
export function securityHeaders(frames: string): Readonly<Record<string, string>> {
  return { ...SECURITY_HEADERS, 'content-security-policy': [...POLICY, `frame-src ${frames}`].join('; ') };
}
