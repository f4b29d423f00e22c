// What is measured for the diagram of an experiment: started, told about, stopped, and shown when it is there.

export class Laboratory {
  constructor(panel, app) {
    Object.assign(this, { panel, app, done: new Set(), running: undefined, said: '' });
    this.bar = panel.element.querySelector('.laboratory');
  }

  // What is to be carried out, all that it depends on included.
  get query() {
    const { diagram } = this.panel;
    const settings = Object.entries(this.app.valuesOf(diagram.settings));
    const asked = [['diagram', diagram.name], ...new URLSearchParams(this.app.state.spec), ...settings];
    return new URLSearchParams(asked).toString();
  }

  // Whether what this diagram shows of the network has been found.
  has(name) {
    return this.app.state.run === name && this.panel.diagram.name === name && this.ready;
  }

  get wanted() {
    return this.app.state.run === this.panel.diagram.name;
  }

  // Whether the picture can be fetched at once.
  get ready() {
    return !this.panel.diagram.experiment || (this.wanted && this.done.has(this.query));
  }

  draw() {
    const { diagram } = this.panel;
    this.bar.hidden = !diagram.experiment;
    if (!diagram.experiment) return;
    if (this.wanted && !this.ready && this.running !== this.query) this.begin();
    this.show();
  }

  begin() {
    Object.assign(this, { running: this.query, said: this.app.words['trial.waiting'] });
    this.app.trigger('experiment', { query: this.running });
  }

  // The server says something of a trial; what is of another than the one that runs comes late.
  take({ trial, said, done, problem, stopped }) {
    if (trial !== this.running) return;
    this.said = said ?? problem ?? '';
    if (done) this.done.add(trial);
    if (done || problem || stopped) this.running = undefined;
    if (problem || stopped) this.app.note({ run: '' });
    this.panel.draw();
  }

  start() {
    this.said = '';
    this.app.change({ run: this.panel.diagram.name });
  }

  stop() {
    this.running = undefined;
    this.said = '';
    this.app.trigger('halt', {});
    this.app.change({ run: '' });
  }

  colour() {
    this.app.change({ overlay: this.panel.diagram.colours[0] });
  }

  show() {
    const [busy, shown] = [this.running === this.query, this.ready];
    const actions = { start: !busy && !shown, halt: busy, colour: shown && this.panel.diagram.colours.length };
    for (const [action, there] of Object.entries(actions)) {
      this.bar.querySelector(`[data-action=${action}]`).hidden = !there;
    }
    this.bar.querySelector('.said').textContent = shown ? '' : this.said;
  }
}
