// The diagrams beneath the Network, one at a time: each is fetched and drawn when its tab is opened.

import { getJson } from './fetch.js';
import { Laboratory } from './laboratory.js';
import { called, make } from './make.js';
import { Picture } from './picture.js';
import { presets } from './presets.js';
import { settings, sync } from './settings.js';
import { Grid } from './table.js';

export class Panel {
  constructor(element, app) {
    Object.assign(this, { element, app, tabs: element.querySelector('[role=tablist]') });
    this.body = element.querySelector('[role=tabpanel]');
    this.picture = new Picture(element.querySelector('.stage'), app);
    this.grid = new Grid(element.querySelector('.table'), app);
    this.laboratory = new Laboratory(this, app);
  }

  listen(signal) {
    const { diagrams, words } = this.app;
    this.tabs.setAttribute('aria-label', words['page.diagrams']);
    this.tabs.replaceChildren(...diagrams.slice(1).map(({ name }) => this.tab(name)));
    this.tabs.addEventListener('keydown', (event) => this.press(event), { signal });
    for (const button of this.element.querySelectorAll('[data-action]')) {
      called(button, words[`page.action.${button.dataset.action}`]);
      button.addEventListener('click', () => this[button.dataset.action](), { signal });
    }
    this.laboratory.bar.querySelector('a').textContent = words['page.whole'];
    this.element.querySelector('.image').addEventListener('change', ({ target }) => this.app.own.take(target.files[0]));
    this.picture.stage.addEventListener('dragover', (event) => event.preventDefault(), { signal });
    this.picture.stage.addEventListener('drop', (event) => this.drop(event), { signal });
    this.picture.listen(signal);
  }

  tab(name) {
    const tab = make('button', { type: 'button', id: `tab-${name}`, textContent: this.app.words[`diagram.${name}`] });
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', this.body.id);
    tab.addEventListener('click', () => this.app.change({ tab: name }));
    return tab;
  }

  press(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...this.tabs.children];
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    next.focus();
    next.click();
  }

  get diagram() {
    return this.app.diagrams.find(({ name }) => name === this.app.state.tab);
  }

  draw() {
    const { diagram, app } = this;
    if (!diagram) return;
    if (this.picture.diagram !== diagram) this.open(diagram);
    sync(this.element, app.state);
    this.laboratory.draw();
    const { ready } = this.laboratory;
    this.picture.stage.hidden = !diagram.pictured || !ready;
    if (diagram.pictured && ready) this.picture.draw();
    if (diagram.table && ready) this.tabulate(diagram);
    this.offer();
  }

  // Saving is offered where there is something to save: a picture that can be drawn, a table that stands.
  offer() {
    const { ready } = this.laboratory;
    for (const [action, there] of Object.entries({ svg: ready, png: ready, csv: Boolean(this.grid.content) })) {
      this.element.querySelector(`[data-action=${action}]`).disabled = !there;
    }
  }

  open(diagram) {
    const { words } = this.app;
    this.picture.diagram = diagram;
    this.picture.stage.classList.add('stale');
    for (const tab of this.tabs.children) {
      const here = tab.id === `tab-${diagram.name}`;
      tab.setAttribute('aria-selected', here);
      tab.tabIndex = here ? 0 : -1;
    }
    this.body.setAttribute('aria-labelledby', `tab-${diagram.name}`);
    this.element.querySelector('.question').textContent = words[`diagram.${diagram.name}.question`];
    this.element.querySelector('.options').replaceChildren(...settings([...diagram.options, ...diagram.settings], this.app));
    this.element.querySelector('.presets').replaceChildren(...presets(diagram, this.app));
    this.element.querySelector('[data-action=csv]').hidden = !diagram.table;
    this.picture.stage.setAttribute('aria-label', words[`diagram.${diagram.name}`]);
    this.app.route = [];
    this.app.tell('', this.picture);
    this.grid.clear();
    this.tabled = undefined;
  }

  // The table is that of the last question, also where an earlier answer comes later.
  async tabulate(diagram) {
    const { href } = this.app.table(diagram);
    if (href === this.tabled?.href) return this.grid.mark();
    const asked = (this.tabled = { href });
    try {
      const content = await getJson(href, undefined, this.app.own.of(diagram));
      if (asked !== this.tabled) return;
      this.grid.show(content, this.app.words[`diagram.${diagram.name}`]);
      this.offer();
    } catch (problem) {
      if (asked !== this.tabled) return;
      this.tabled = undefined;
      this.app.tell(problem.message);
    }
  }

  // The same question with another picture of the reader's own; what is asked with the one before is dropped.
  redraw() {
    this.picture.shown = this.picture.asked = this.tabled = undefined;
    this.draw();
  }

  drawn({ diagram }) {
    this.picture.stage.classList.remove('stale');
    this.element.querySelector('.drop').hidden = !this.takesImage;
    this.element.querySelector('.drop span').textContent = this.app.words[`page.image${diagram.looks ? '.sent' : ''}`];
  }

  get takesImage() {
    return Boolean(this.picture.meta?.image || this.diagram.looks);
  }

  drop(event) {
    event.preventDefault();
    if (this.takesImage) this.app.own.take(event.dataTransfer.files[0]);
  }

  // What a click on a part of the Network sets here, undefined where that is none of this picture's business.
  get reach() {
    const { meta, stage } = this.picture;
    return meta?.reaches && !stage.hidden && !stage.classList.contains('stale') ? meta.sets : undefined;
  }

  mark() {
    this.picture.mark();
    this.grid.mark();
  }

  start() {
    this.laboratory.start();
  }

  halt() {
    this.laboratory.stop();
  }

  colour() {
    this.laboratory.colour();
  }

  zoomIn() {
    return this.picture.zoomIn();
  }

  zoomOut() {
    return this.picture.zoomOut();
  }

  resetView() {
    return this.picture.resetView();
  }

  svg() {
    return this.app.trying(() => this.picture.save('svg'));
  }

  png() {
    return this.app.trying(() => this.picture.save('png'));
  }

  csv() {
    this.grid.save(this.app.fileName(this.diagram.name));
  }
}
