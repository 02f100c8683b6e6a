/**
 * Preloaded: makes one function of node fail. FAULT is the name of the function, then `bug` or the name of a system
 * error, then a word that an argument must contain.
 */
const { inspect } = require('node:util');

const [name, kind, word = ''] = process.env.FAULT.split(' ');
const owner = [require('node:fs'), require('node:crypto'), JSON].find((each) => name in each);
const real = owner[name];

const textOf = (value) =>
  Buffer.isBuffer(value) ? value.toString('latin1') : inspect(value, { depth: null });

owner[name] = (...given) => {
  const received = given.map(textOf).join(', ');
  if (!received.includes(word)) return real.apply(owner, given);
  // Some errors of node contain the argument, too.
  if (kind === 'bug') throw new TypeError(`The argument is invalid. Received ${received}`);
  throw Object.assign(new Error(`${kind}: failed, ${name}`), { code: kind });
};
