import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { parseEndpoint, parseSshTarget, sshText } from '../../src/model/endpoint.ts';
import { parseDuration, parseInterfaceName, parsePath } from '../../src/model/values.ts';
import { parseAwsRegion } from '../../src/providers/aws/ids.ts';
import { visible } from '../../src/visible.ts';

test.each([
  ['0', 0],
  ['0ms', 0],
  ['500ms', 500],
  ['10s', 10_000],
  ['10', 10_000],
  ['2m', 120_000],
  ['24h', 86_400_000],
])('the duration %s is %i ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(['', '-1', '+1', '1.5s', '1e3', '01s', '1d', '10 s', 's', '25h', '86401', '999999999h', '１０s'])(
  '%j is not a duration',
  (text) => {
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({ exit: 2, message: expect.stringMatching(/ is not a valid duration$/) }),
    );
  },
);

describe('the host of an endpoint', () => {
  test.each([
    '1.0x7f',
    '0177.0x1',
    '127.0.0x1',
    '0x7f000001',
    '0x',
    '0X7F.1',
    '2130706433',
    '017700000001',
    'vpn.example.7',
    'vpn.0x7f',
  ])('cannot be a name that inet_aton could read as an address: %s', (host) => {
    expect(() => parseEndpoint(host)).toThrow(UserError);
  });

  test.each(['1.example', '0x7f.example', '10.0.0.1.example', 'x0', '7f', 'example.0x7g'])(
    'can have numbers in other places: %s',
    (host) => expect(parseEndpoint(host).host).toBe(host),
  );
});

describe('an interface name', () => {
  test('cannot be the name of another rendered file', () => {
    expect(() => parseInterfaceName('vpc-routes')).toThrow('"vpc-routes" is not a valid interface name');
    expect(parseInterfaceName('vpc-routes0')).toBe('vpc-routes0');
  });
});

describe('an id of a cloud', () => {
  test('of millions of letters is rejected like any other invalid one', () => {
    expect(() => parseAwsRegion(`aa${'-a'.repeat(5_000_000)}`)).toThrow('is not a valid AWS region');
  });
});

describe('a path', () => {
  test.each(['.', '../x', '/tmp/a b', "it's", 'größe', 'کاربر‌ها', '-x', '$(id)'])('can be %j', (path) => {
    expect(parsePath(path)).toBe(path);
  });

  test.each(['a\nb', 'a\u001b[31m', 'a\u009b', 'a\u202eb', 'a\u2028b', '\ud800'])('cannot be %j', (path) => {
    expect(() => parsePath(path)).toThrow(`"${visible(path)}" is not a valid path`);
  });
});

describe('untrusted text', () => {
  test('has its invisible characters escaped', () => {
    expect(visible('a\u3164b\ufe0fc\u115fd\u{e0101}e\u200bf\u202eg')).toBe(
      'a\\u{3164}b\\u{fe0f}c\\u{115f}d\\u{e0101}e\\u{200b}f\\u{202e}g',
    );
  });
});

test.each([
  'gw.1',
  'gw.01.2',
  'Admin@gw1',
  'CORP\\alice@gw1',
  'a@corp.example@gw1',
  'gw+1',
  'Prod_Gateway',
  'root@GW.example',
  'gw_1.Seoul:2222',
  '_bastion',
  'root@[2001:db8::1]:22',
])('The SSH target %j keeps its spelling', (text) => expect(sshText(parseSshTarget(text))).toBe(text));

test.each([
  '-oProxyCommand=id',
  'root@-V',
  'a b',
  'a;b',
  '$(id)',
  'a,b',
  '0x7f.1',
  '10.1',
  '1.2.3',
  '-u@gw1',
  'u\\@gw1',
  'a b@gw1',
  'a$b@gw1',
  'gw\u0007',
  'a/b',
  '',
])('The SSH target %j is rejected', (text) => expect(() => parseSshTarget(text)).toThrow(UserError));
