import { Signaling, offer, showState } from '/shared-parts/signaling.js';
import { Picture } from './picture.js';
import { Steering } from './steering.js';

const element = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const auto = query.get('auto') === '1';
const players = new Map(); // by id: name and score

// What programs may know of the page.
const state = window.specterState = {
  connected: false, id: 0, updates: 0, lost: 0, rate: 0, players: 0, score: 0, chat: [],
};

const pc = new RTCPeerConnection();
const events = pc.createDataChannel('events');
const updates = pc.createDataChannel('updates', { ordered: false, maxRetransmits: 0 });
updates.binaryType = 'arraybuffer';
const picture = new Picture(element('arena'));
const steering = new Steering(element('arena'), auto);
let latest = { tick: 0, stars: [], ships: [] };
let first = 0; // tick of the first update
let inputs = 0;

showState(pc, element('state'));
const signaling = new Signaling();
signaling.join(pc);
offer(pc, signaling).catch((error) => {
  element('state').textContent = error.message;
  element('state').classList.add('bad');
});

updates.onmessage = ({ data }) => {
  const update = parse(new DataView(data));
  state.updates++;
  first ||= update.tick;
  if (update.tick > latest.tick) { // else it was overtaken
    latest = update;
  }
  state.lost = latest.tick - first + 1 - state.updates;
};

/** Tick, number of stars, x and y of each, then id, x and y of each ship. */
function parse(view) {
  const stars = [];
  const ships = [];
  const shipsAt = 5 + 4 * view.getUint8(4);
  for (let at = 5; at < shipsAt; at += 4) {
    stars.push({ x: view.getUint16(at), y: view.getUint16(at + 2) });
  }
  for (let at = shipsAt; at < view.byteLength; at += 6) {
    ships.push({ id: view.getUint16(at), x: view.getUint16(at + 2), y: view.getUint16(at + 4) });
  }
  return { tick: view.getUint32(0), stars, ships };
}

/** Draws what is known, and says which keys are down: the number of the input, and a bit for each key. */
function frame() {
  const own = latest.ships.find(({ id }) => id === state.id);
  picture.draw(latest, state.id, players);
  if (own && updates.readyState === 'open' && updates.bufferedAmount < 100) {
    const input = new DataView(new ArrayBuffer(5));
    input.setUint32(0, ++inputs);
    input.setUint8(4, steering.keys(own, latest.stars));
    updates.send(input);
  }
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);

events.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  if (event.welcome) {
    state.id = event.welcome;
    event.players.forEach((player) => players.set(player.id, player));
    element('join').remove();
  } else if (event.full) {
    write(`There are ${event.full} players already.`);
  } else if (event.joined) {
    players.set(event.joined.id, event.joined);
    write(`${event.joined.name} plays too.`);
  } else if (event.left) {
    write(`${players.get(event.left).name} has left.`);
    players.delete(event.left);
  } else if (event.scored) {
    players.get(event.scored).score = event.score;
  } else if (event.says) {
    write(`${players.get(event.from).name}: ${event.says}`);
  }
  showScores();
};

function showScores() {
  state.players = players.size;
  state.score = players.get(state.id)?.score ?? 0;
  const best = [...players.values()].sort((a, b) => b.score - a.score);
  element('scores').replaceChildren(...best.map(({ name, score }) => item(`${score}  ${name}`)));
}

function write(text) {
  state.chat.push(text);
  state.chat.splice(0, state.chat.length - 100);
  element('chat').replaceChildren(...state.chat.map(item));
  element('chat').scrollTop = element('chat').scrollHeight;
}

function item(text) {
  return Object.assign(document.createElement('li'), { textContent: text });
}

function tell(event) {
  if (events.readyState === 'open') {
    events.send(JSON.stringify(event));
  }
}

element('join').onsubmit = (submission) => {
  submission.preventDefault();
  tell({ join: submission.target.elements.name.value });
};
element('say').onsubmit = (submission) => {
  submission.preventDefault();
  tell({ say: element('say').elements.text.value });
  element('say').reset();
};
events.onopen = () => {
  state.connected = true;
  if (auto) {
    tell({ join: query.get('name') ?? 'Robot' });
  }
};

let counted = 0;
setInterval(() => {
  state.rate = state.updates - counted;
  counted = state.updates;
  ['rate', 'updates', 'lost'].forEach((fact) => (element(fact).textContent = state[fact]));
}, 1000);
