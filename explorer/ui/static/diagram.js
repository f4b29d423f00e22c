// Hosts the picture: fetches and draws it, and turns pointer and keys into what it shows next.

import { queryOf, specOf, viewOf, write } from './address.js';
import { getJson, plotly, withoutBase } from './fetch.js';
import { known, toggled } from './folding.js';
import { onPress, partAt } from './hit.js';
import { inspect } from './inspector.js';
import { fileName, save } from './save.js';
import { Viewport } from './viewport.js';
import { readWords } from './words.js';

const DIAGRAM = 'network';
const CONFIG = {
  displaylogo: false,
  showSendToCloud: false,
  responsive: true,
  displayModeBar: false,
  doubleClick: false,
  doubleClickDelay: 0,
};
const HIGHLIGHT = { light: '#0B57D0', dark: '#8AB4F8' };
const UNSEEN = 'M0,0';
const SETTLED = 700;
const TYPING = 1000;

export const mount = (host) => new Picture(host).start();

class Picture {
  constructor({ element, props, watch, trigger, base, canvases }) {
    Object.assign(this, { element, props, watch, trigger, base, canvases });
    this.plot = element.querySelector('.plot');
    this.viewport = new Viewport(this.plot);
    this.trouble = element.querySelector('.trouble');
    this.state = { spec: '', level: 'blocks', overlay: 'stage', open: '', closed: '', select: '' };
    this.leaving = new AbortController();
  }

  async start() {
    Object.assign(this, await readWords(this.base));
    for (const [action, button] of this.buttons()) button.textContent = this.words[`page.action.${action}`];
    this.element.querySelector('.hint').textContent = this.words['page.hint'];
    this.plot.setAttribute('aria-label', this.words['page.picture']);
    this.listen();
    this.take(this.props.value);
    this.watch('value', () => this.take(this.props.value));
  }

  buttons() {
    return [...this.element.querySelectorAll('[data-action]')].map((button) => [button.dataset.action, button]);
  }

  listen() {
    const { signal } = this.leaving;
    for (const [action, button] of this.buttons()) button.addEventListener('click', () => this[action](), { signal });
    onPress(this.plot, (event) => this.Plotly && this.hit(partAt(this.plot, event)), signal);
    this.plot.addEventListener('keydown', (event) => this.press(event), { signal });
    window.addEventListener('popstate', () => this.trigger('navigate', { query: location.search.slice(1) }), { signal });
    document.addEventListener('explorer:view', ({ detail }) => this.change(detail), { signal });
    document.addEventListener('explorer:measure', () => this.measure(), { signal });
    this.ground = new MutationObserver(() => this.draw());
    this.ground.observe(document.body, { attributeFilter: ['class'] });
    this.room = new ResizeObserver(() => this.fit());
    this.room.observe(this.plot);
  }

  // Gradio has no unmount hook: what listens is let go when it finds itself out of the page.
  gone() {
    if (this.element.isConnected) return false;
    this.leaving.abort();
    this.ground.disconnect();
    this.room.disconnect();
    return true;
  }

  // A new question from the server. What it does not say stays as it is.
  take(value) {
    if (!value?.query) return;
    const first = !this.state.spec;
    const before = queryOf(this.state);
    const view = viewOf(value.query);
    Object.assign(this.state, value.whole ? { open: '', closed: '', select: '', ...view } : view);
    this.state.spec = specOf(value.query);
    if (!first && queryOf(this.state) === before) return;
    const anew = !first && !value.whole;
    const typing = anew && this.typing();
    write(this.state, anew && !typing);
    this.draw();
  }

  // Whether the last question was asked just now: a number that is being typed is one step back, not one per digit.
  typing() {
    const last = this.asked ?? -TYPING;
    this.asked = performance.now();
    return this.asked - last < TYPING;
  }

  // A change of view that needs no answer from the server's handlers.
  change(view) {
    Object.assign(this.state, view);
    write(this.state, true);
    return this.draw();
  }

  get theme() {
    return document.body.classList.contains('dark') ? 'dark' : 'light';
  }

  get canvas() {
    const widestFirst = Object.entries(this.canvases).toSorted(([, a], [, b]) => b - a);
    return (widestFirst.find(([, width]) => width <= this.plot.clientWidth) ?? widestFirst.at(-1))[0];
  }

  url(path, more = {}) {
    const url = new URL(path, this.base);
    url.search = new URLSearchParams([...new URLSearchParams(this.state.spec), ['lang', this.language],
      ...Object.entries(more)]);
    return url;
  }

  figure(canvas, theme) {
    const { level, overlay, open, closed } = this.state;
    return this.url(`figure/${DIAGRAM}`, { level, overlay, open, closed, canvas, theme });
  }

  // Draws what the state says. An answer that comes late, when something else has been asked, is dropped.
  async draw() {
    if (this.gone() || !this.state.spec) return;
    const url = this.figure(this.canvas, this.theme);
    if (url.href === this.shown && !this.asking) return this.mark();
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    this.plot.setAttribute('aria-busy', 'true');
    try {
      const [Plotly, figure] = await Promise.all([plotly(this.base), getJson(url, asking.signal)]);
      if (asking.signal.aborted) return;
      await this.show(Plotly, figure);
    } catch (problem) {
      if (problem.name !== 'AbortError') this.tell(problem.message);
    } finally {
      if (this.asking === asking) {
        this.asking = undefined;
        this.plot.removeAttribute('aria-busy');
      }
    }
  }

  async show(Plotly, figure) {
    this.tell('');
    this.meta = figure.layout.meta;
    this.marks = figure.layout.shapes.length;
    this.viewport.take(figure.layout.width, this.meta.width);
    const layout = { ...figure.layout, width: this.viewport.room, autosize: false, paper_bgcolor: 'rgba(0,0,0,0)' };
    for (const axis of [layout.xaxis, layout.xaxis2]) axis.range = this.viewport.range;
    layout.shapes.push({ type: 'path', path: UNSEEN });
    await withoutBase(() => Plotly.react(this.plot, figure.data, layout, CONFIG));
    this.Plotly = Plotly;
    this.forget();
    this.plot.dataset.query = queryOf(this.state);
    await this.mark();
    this.describe();
  }

  // The address says what is on the screen: names that this network has not go from it.
  forget() {
    Object.assign(this.state, known(this.state, this.meta.folds));
    write(this.state, false);
    this.shown = this.figure(this.canvas, this.theme).href;
  }

  // What a click does: a part that folds opens or closes, and whatever was hit is selected.
  hit(name) {
    if (name in this.meta.folds) this.fold(name);
    else if (name) this.select(name);
  }

  fold(name) {
    return this.change({ ...toggled(this.state, this.meta.folds, name), select: name });
  }

  select(name) {
    this.state.select = name;
    write(this.state, false);
    this.mark();
    this.describe();
  }

  // Outlines the selected part.
  mark() {
    const path = this.meta?.outlines[this.state.select] ?? UNSEEN;
    const shape = `shapes[${this.marks}]`;
    return this.Plotly?.relayout(this.plot, {
      [`${shape}.path`]: path,
      [`${shape}.line.color`]: HIGHLIGHT[this.theme],
      [`${shape}.line.width`]: path === UNSEEN ? 0 : 3,
    });
  }

  // Fills the inspector. Descriptions of the whole network come with the picture: a selection asks nobody.
  async describe() {
    const url = this.url('facts');
    if (this.factsUrl !== url.href) {
      this.factsUrl = url.href;
      this.facts = getJson(url);
      this.measureSoon();
    }
    const facts = await this.facts.catch((problem) => this.tell(problem.message));
    if (!facts || this.factsUrl !== url.href) return;
    if (!(this.state.select in facts)) this.state.select = '';
    write(this.state, false);
    inspect(facts[this.state.select]);
  }

  measureSoon() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.measure(), SETTLED);
  }

  measure() {
    if (!this.gone()) this.trigger('drawn', { query: this.state.spec });
  }

  press(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) this.walk(step);
    else if (event.key === 'Enter' || event.key === ' ') this.hit(this.state.select);
    else if (event.key === 'Escape') this.select('');
    else return;
    event.preventDefault();
  }

  walk(step) {
    const { walk } = this.meta;
    const here = walk.indexOf(this.state.select);
    const next = here < 0 ? (step > 0 ? 0 : walk.length - 1) : Math.min(Math.max(here + step, 0), walk.length - 1);
    this.select(walk[next]);
    this.reveal();
  }

  // Pans so that the selected part is in sight.
  reveal() {
    const start = /^M(-?[\d.]+)/.exec(this.meta.outlines[this.state.select]);
    if (start) this.viewport.reveal(this.Plotly, Number(start[1]));
  }

  fit() {
    if (this.gone() || !this.Plotly) return;
    if (this.figure(this.canvas, this.theme).href !== this.shown) this.draw();
    else this.viewport.fit(this.Plotly);
  }

  zoomIn() {
    return this.viewport.zoom(this.Plotly, true);
  }

  zoomOut() {
    return this.viewport.zoom(this.Plotly, false);
  }

  resetView() {
    return this.viewport.reset(this.Plotly);
  }

  openAll() {
    return this.level('operations');
  }

  closeAll() {
    return this.level('blocks');
  }

  async level(level) {
    await this.change({ level, open: '', closed: '' });
    this.trigger('navigate', { query: queryOf(this.state) });
  }

  svg() {
    return this.save('svg');
  }

  png() {
    return this.save('png');
  }

  async save(format) {
    try {
      const figure = await getJson(this.figure('slide', 'light'));
      await save(await plotly(this.base), figure, format, fileName(this.state.spec, DIAGRAM));
    } catch (problem) {
      this.tell(problem.message);
    }
  }

  async link() {
    const button = this.element.querySelector('[data-action="link"]');
    await navigator.clipboard.writeText(location.href);
    button.textContent = this.words['page.action.linked'];
    setTimeout(() => (button.textContent = this.words['page.action.link']), 1500);
  }

  tell(sentence) {
    this.trouble.textContent = sentence;
    this.trouble.hidden = !sentence;
  }
}
