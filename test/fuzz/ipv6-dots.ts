/**
 * Returns an IPv6 address in the spelling of RFC 5952. inet_ntop(3) writes the last 32 bits with dots if they are, or
 * look like, an IPv4 address.
 */
export const undotted = (text: string): string =>
  text.replace(/(?<=:)(\d+)\.(\d+)\.(\d+)\.(\d+)/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
