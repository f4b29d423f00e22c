// What is measured for the diagram of an experiment: started, told about, stopped, and shown when it is there.

import { around, embedded } from './embed.js';

export class Laboratory {
  constructor(panel, app) {
    Object.assign(this, { panel, app, done: new Set(), runs: 0, running: undefined, said: '' });
    this.bar = panel.element.querySelector('.laboratory');
  }

  // What is carried out, all that it depends on included; of what grows, up to a value on the way.
  query(way = {}) {
    const { diagram } = this.panel;
    const settings = Object.entries({ ...this.app.valuesOf(diagram.settings), ...way });
    const asked = [['diagram', diagram.name], ...new URLSearchParams(this.app.state.spec), ...settings];
    return new URLSearchParams(asked).toString();
  }

  // The values on the way, the last one first; one for what does not grow.
  get ways() {
    const { grows } = this.panel.diagram;
    if (!grows) return [{}];
    const [option, by] = grows;
    const [last, ways] = [Number(this.app.state[option]), []];
    for (let value = last; value > 0; value -= by) ways.push({ [option]: String(value) });
    return ways;
  }

  // How far it is, undefined where nothing is there.
  get reached() {
    return this.ways.find((way) => this.done.has(this.query(way)));
  }

  // What comes next, undefined where all of it is there.
  get next() {
    const { ways, reached } = this;
    const place = ways.findIndex((way) => reached && this.query(way) === this.query(reached));
    return ways[(place < 0 ? ways.length : place) - 1];
  }

  get wanted() {
    return this.app.state.run === this.panel.diagram.name;
  }

  // Whether there is a picture.
  get ready() {
    return !this.panel.diagram.experiment || this.reached !== undefined;
  }

  // Whether what this diagram shows of the network has been found.
  has(name) {
    return this.panel.diagram.name === name && this.ready;
  }

  draw() {
    const { diagram } = this.panel;
    this.bar.hidden = !diagram.experiment;
    if (!diagram.experiment) return;
    const { next } = this;
    if (!next && !this.wanted) this.app.note({ run: diagram.name });
    const query = next && this.query(next);
    if (this.wanted && next && this.running !== query) this.begin(query);
    this.show(next && this.running === query);
  }

  // Each run has a number of its own: one that was stopped may be begun again before the server has told of its end.
  begin(query) {
    Object.assign(this, { runs: this.runs + 1, running: query, said: this.app.words['trial.waiting'] });
    this.app.trigger('experiment', { query, run: this.runs });
  }

  // The server says something of a run; what is of another than the one that goes on comes late.
  take({ run, said, done, problem }) {
    if (!this.running || run !== String(this.runs)) return;
    this.said = said ?? problem ?? '';
    if (done) this.done.add(this.running);
    if (done || problem) this.running = undefined;
    if (problem) this.app.note({ run: '' });
    this.panel.draw();
  }

  start() {
    this.said = '';
    this.app.change({ run: this.panel.diagram.name });
  }

  stop() {
    this.app.trigger('halt', { run: this.runs });
    this.running = undefined;
    this.said = '';
    this.app.change({ run: '' });
  }

  colour() {
    this.app.change({ overlay: this.panel.diagram.colours[0] });
  }

  show(busy) {
    const actions = { start: !busy && this.next && !embedded, halt: busy, colour: this.ready && this.panel.diagram.colours.length };
    for (const [action, there] of Object.entries(actions)) {
      this.bar.querySelector(`[data-action=${action}]`).hidden = !there;
    }
    if (embedded) Object.assign(this.bar.querySelector('a'), { href: around(), hidden: false });
    this.bar.querySelector('.said').textContent = this.next ? this.said : '';
  }
}
