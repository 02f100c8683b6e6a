/**
 * Preloaded: makes one function of node fail. FAULT is its name, then `bug` or the name of an error of the system, then
 * a word that has to be in what the function is given.
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
  // As node words the worst of its own errors: with what was given.
  if (kind === 'bug') throw new TypeError(`The argument is invalid. Received ${received}`);
  throw Object.assign(new Error(`${kind}: failed, ${name}`), { code: kind });
};
