const element = (id) => document.getElementById(id);

/** The chat box and its data channel. */
export class Chat {
  constructor(pc, state) {
    this.state = state;
    this.channel = pc.createDataChannel('chat');
    this.channel.onopen = () => this.showState();
    this.channel.onclose = () => this.showState();
    this.channel.onmessage = ({ data }) => this.take(JSON.parse(data));
    element('chat-log').replaceChildren();
    element('chat-form').onsubmit = (event) => {
      event.preventDefault();
      this.say(element('chat-text').value);
      element('chat-form').reset();
    };
    this.showState();
  }

  say(text) {
    this.channel.send(text);
    this.write('me', '', text);
  }

  take({ from, text }) {
    if (from === 'Java') {
      this.state.chatEcho = text;
    }
    this.write('them', from, text);
  }

  write(className, from, text) {
    const line = document.createElement('li');
    line.className = className;
    if (from) {
      line.append(Object.assign(document.createElement('b'), { textContent: from }));
    }
    line.append(text);
    const log = element('chat-log');
    log.append(line);
    while (log.children.length > 200) {
      log.firstElementChild.remove();
    }
    log.scrollTop = log.scrollHeight;
  }

  showState() {
    const open = this.channel.readyState === 'open';
    element('chat-state').textContent = this.channel.readyState;
    element('chat-state').classList.toggle('good', open);
    element('chat-send').disabled = !open;
  }

  close() {
    this.channel.close();
  }
}
