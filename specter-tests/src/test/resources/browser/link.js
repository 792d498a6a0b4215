// The page's line to the test: messages both ways over HTTP, in order, and the console with them.
// A message is {kind, ...}. The page posts, the test answers a long poll.

export const params = new URLSearchParams(location.search);

const handlers = new Map();
const unclaimed = new Map();
let outbox = Promise.resolve();

/** Sends one message to the test. Messages arrive in the order of the calls. */
export function post(kind, fields = {}) {
  const body = JSON.stringify({ kind, ...fields });
  outbox = outbox.then(() => fetch('/post', { method: 'POST', body })).catch(() => {});
  return outbox;
}

/** Calls handler for each message of that kind, those that came before included. */
export function on(kind, handler) {
  handlers.set(kind, handler);
  const early = unclaimed.get(kind) ?? [];
  unclaimed.delete(kind);
  for (const message of early) {
    dispatch(message);
  }
}

/** The next message of that kind. */
export function next(kind) {
  return new Promise((resolve) => {
    let done = false;
    on(kind, (message) => {
      if (!done) {
        done = true;
        handlers.delete(kind);
        resolve(message);
      }
    });
  });
}

/** Ends the test from the page's side. */
export function verdict(ok, fields = {}) {
  return post('verdict', { ok, ...fields });
}

function dispatch(message) {
  const handler = handlers.get(message.kind);
  if (!handler) {
    unclaimed.set(message.kind, [...(unclaimed.get(message.kind) ?? []), message]);
    return;
  }
  Promise.resolve()
    .then(() => handler(message))
    .catch((error) => fail(`handling ${message.kind}`, error));
}

/** Reports an error and gives the verdict it deserves. */
export function fail(what, error) {
  const text = `${what}: ${error?.name ?? ''} ${error?.message ?? error}\n${error?.stack ?? ''}`;
  post('console', { level: 'error', text });
  verdict(false, { why: text });
}

for (const level of ['log', 'info', 'warn', 'error']) {
  const original = console[level].bind(console);
  console[level] = (...args) => {
    original(...args);
    const text = args.map((a) => (typeof a === 'string' ? a : JSON.stringify(a))).join(' ');
    post('console', { level, text });
  };
}
addEventListener('error', (e) => fail('uncaught', e.error ?? e.message));
addEventListener('unhandledrejection', (e) => fail('unhandled rejection', e.reason));

async function poll() {
  for (;;) {
    const response = await fetch('/poll');
    for (const message of await response.json()) {
      dispatch(message);
    }
  }
}
poll().catch(() => {}); // the test is over and its server gone
