/** What a picture is by its first bytes, whatever it is called; undefined for what is shown nowhere here. */
export function pictureType(bytes: Buffer): string | undefined {
  const begins = (hex: string, at = 0) => bytes.subarray(at, at + hex.length / 2).toString('hex') === hex;
  if (begins('89504e470d0a1a0a')) return 'image/png';
  if (begins('ffd8ff')) return 'image/jpeg';
  if (begins('474946383761') || begins('474946383961')) return 'image/gif';
  if (begins('52494646') && begins('57454250', 8)) return 'image/webp';
  if (begins('00000100')) return 'image/x-icon';
  // After what may stand before its element: declarations and comments. In <img> nothing of it runs or is fetched.
  const text = bytes
    .subarray(0, 4096)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  return /^\s*(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE\s+svg[^>[]*(?:\[[^\]]*\])?>\s*)*<svg[\s>]/i.test(
    text,
  )
    ? 'image/svg+xml'
    : undefined;
}

/** A picture for `<img>`, as a `data:` address; undefined where it is none. */
export function pictureData(bytes: Buffer): string | undefined {
  const type = pictureType(bytes);
  return type && `data:${type};base64,${bytes.toString('base64')}`;
}
