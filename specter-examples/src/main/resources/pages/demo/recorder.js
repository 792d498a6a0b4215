const element = (id) => document.getElementById(id);

/** The button that makes Java record, and the files that come of it. */
export class Recorder {
  constructor(signaling, state, hasMedia) {
    this.signaling = signaling;
    this.state = state;
    this.button = element('record');
    this.button.disabled = !hasMedia;
    this.button.onclick = () => this.toggle();
    this.show(false);
    if (!hasMedia) {
      element('record-state').textContent = 'nothing to record';
    }
  }

  toggle() {
    const running = this.state.recording;
    this.signaling.send({ command: running ? 'stop' : 'record' });
    this.show(!running);
    this.button.disabled = running; // until the files are there
  }

  /** Files that Java has completed. */
  offer(files) {
    this.show(false);
    this.button.disabled = false;
    for (const file of files) {
      const link = Object.assign(document.createElement('a'), {
        href: file.url,
        download: file.name,
        textContent: file.name.replace(/-[0-9a-f-]{36}/, ''),
      });
      const facts = document.createElement('span');
      facts.textContent = `${file.frames} frames, ${file.seconds.toFixed(1)} s, ${Math.ceil(file.bytes / 1000)} kB`;
      const item = document.createElement('li');
      item.append(link, facts);
      element('files').prepend(item);
    }
    this.state.recordings.push(...files);
    this.state.recordingUrl = files.at(-1)?.url ?? this.state.recordingUrl;
    if (files.length === 0) {
      element('record-state').textContent = 'nothing came';
    }
  }

  show(running) {
    this.state.recording = running;
    clearInterval(this.timer);
    const since = performance.now();
    const tick = () => {
      const seconds = Math.floor((performance.now() - since) / 1000);
      element('record-state').textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    };
    if (running) {
      this.timer = setInterval(tick, 500);
      tick();
    } else {
      element('record-state').textContent = 'idle';
    }
    element('record-state').classList.toggle('bad', running);
    element('record-label').textContent = running ? 'Stop' : 'Record me';
    this.button.classList.toggle('on', running);
  }

  close() {
    this.show(false);
    this.button.disabled = true;
  }
}
