/**
 * Sent with what the page of an extension is made of. Extensions are built with whatever they like: scripts within the
 * page, eval, pictures from anywhere. What they may not is be shown by anybody but Pier, and connect elsewhere by
 * themselves: that goes through their own origin, which looks where to (browser host), or is looked at by the session
 * (desktop app, where `connects` is wider).
 */
export function pageHeaders(options: { ancestors: string; connects: string }): Record<string, string> {
  const anything = "'self' https: http: data: blob:";
  return {
    'content-security-policy': [
      `default-src ${anything} 'unsafe-inline' 'unsafe-eval'`,
      `connect-src ${options.connects}`,
      "object-src 'none'",
      "base-uri 'self'",
      `frame-ancestors ${options.ancestors}`,
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
  };
}
