// Runs on a laboratory host. `serve NAME PORT` answers every connection with one line of JSON, its name and the
// address that it saw, and then sends or discards the requested number of bytes. `call HOST PORT none|get|put BYTES`
// is the other end and prints its result as JSON.
import { connect, createServer } from 'node:net';

// A forbidden packet is never answered, so a call that must fail always waits this long. An allowed one is answered
// within milliseconds.
const patienceMs = 1000;

const [role, ...rest] = process.argv.slice(2);
if (role === 'serve') serve(rest[0], Number(rest[1]));
else call(rest[0], Number(rest[1]), rest[2], Number(rest[3]));

function serve(name, port) {
  const server = createServer((socket) => {
    const saw = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    socket.on('error', () => socket.destroy());
    socket.write(`${JSON.stringify({ name, saw })}\n`);
    socket.once('data', (request) => answer(socket, request));
  });
  // Both families on one socket, as in most servers.
  server.listen({ host: '::', port, ipv6Only: false }, () => console.log('listening'));
}

function answer(socket, request) {
  const end = request.indexOf('\n') + 1;
  const [verb, count] = request.toString('latin1', 0, end).trim().split(' ');
  if (verb === 'get') socket.end(Buffer.alloc(Number(count), 'x'));
  else if (verb === 'put') swallow(socket, request.length - end, Number(count));
  else socket.end();
}

function swallow(socket, already, bytes) {
  let got = already;
  const onData = (chunk) => {
    got += chunk.length;
    if (got >= bytes) socket.end(`${got}`);
  };
  socket.on('data', onData);
  onData('');
}

function call(host, port, verb, bytes) {
  const socket = connect({ host, port });
  const chunks = [];
  const giveUp = setTimeout(() => fail('no answer'), patienceMs);
  socket.once('data', () => {
    clearTimeout(giveUp);
    socket.write(`${verb} ${bytes}\n`);
    if (verb === 'put') socket.write(Buffer.alloc(bytes, 'x'));
  });
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', (error) => fail(error.message));
  socket.on('end', () => {
    const all = Buffer.concat(chunks);
    const body = all.subarray(all.indexOf('\n') + 1);
    const greeting = JSON.parse(all.toString('latin1', 0, all.length - body.length));
    const moved = verb === 'put' ? Number(body.toString()) : body.length;
    console.log(JSON.stringify({ ...greeting, moved }));
    process.exit(0);
  });
}

function fail(why) {
  console.error(why);
  process.exit(1);
}
