/**
 * An IPv6 address as RFC 5952 writes it, from what inet_ntop(3) makes of it: that writes the last bits of those
 * that hold an IPv4 address, or look as if they did, with dots. A difference in writing only.
 */
export const undotted = (text: string): string =>
  text.replace(/(?<=:)(\d+)\.(\d+)\.(\d+)\.(\d+)/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
