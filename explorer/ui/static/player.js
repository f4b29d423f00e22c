// Steps through the depths of a family, so that a lecture sees the network grow.

import { named } from './named.js';

const DWELL = 1600;

export class Player {
  constructor(button, app) {
    Object.assign(this, { button, app, playing: false });
  }

  // Whatever a person does ends it.
  listen(signal) {
    const interrupt = (event) => !this.button.contains(event.target) && this.stop();
    for (const kind of ['pointerdown', 'keydown']) document.addEventListener(kind, interrupt, { capture: true, signal });
    this.show();
  }

  // None where a link names a family that there is not, until the server has mended it.
  get depths() {
    return named(this.app.depths)[this.app.variant] ?? [];
  }

  // The deeper ones than this; from the shallowest where there is none.
  get ahead() {
    const { depths } = this;
    const here = depths.indexOf(Number(new URLSearchParams(this.app.state.spec).get('depth')));
    return depths.slice((here + 1) % depths.length);
  }

  sync() {
    this.button.hidden = this.depths.length < 2;
  }

  toggle() {
    if (this.playing) this.stop();
    else this.play(this.ahead);
  }

  play([next, ...rest]) {
    this.playing = next !== undefined;
    this.show();
    if (!this.playing) return;
    this.after = () => (this.timer = setTimeout(() => this.play(rest), DWELL));
    const query = new URLSearchParams(location.search);
    query.set('depth', next);
    query.delete('run');
    this.app.navigate(query.toString());
  }

  // A picture of the Network stands.
  arrived() {
    const { after } = this;
    this.after = undefined;
    if (this.playing) after?.();
  }

  stop() {
    clearTimeout(this.timer);
    Object.assign(this, { playing: false, after: undefined });
    this.show();
  }

  show() {
    const { words } = this.app;
    const title = words[this.playing ? 'page.action.pause' : 'page.action.play'];
    Object.assign(this.button, { textContent: this.playing ? '■' : '▶', title, ariaLabel: title });
  }
}
