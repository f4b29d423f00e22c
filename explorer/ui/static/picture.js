// One picture on the page: fetched by address, drawn, walked, lit and saved.

import { late } from './early.js';
import { getJson, plotly, withoutBase } from './fetch.js';
import { areaAt, areasOf, onHover, onPress } from './hit.js';
import { Light } from './light.js';
import { Morph } from './morph.js';
import { named } from './named.js';
import { download, imageOf } from './save.js';
import { sketch } from './sketch.js';
import { Tap } from './tap.js';
import { Tip } from './tip.js';
import { Viewport } from './viewport.js';

const CONFIG = {
  displaylogo: false,
  showSendToCloud: false,
  responsive: false,
  displayModeBar: false,
  doubleClick: false,
  doubleClickDelay: 0,
};
const MOVES = ['plotly_relayouting', 'plotly_relayout'];

// Writes { 'xaxis.range': … } into a layout.
function set(layout, settings) {
  for (const [path, value] of Object.entries(settings)) {
    const [axis, key] = path.split('.');
    if (key) layout[axis][key] = value;
    else layout[axis] = value;
  }
}

export class Picture {
  constructor(stage, app, diagram) {
    Object.assign(this, { stage, app, diagram, plot: stage.querySelector('.plot'), rough: stage.querySelector('.sketch') });
    this.light = new Light(stage.querySelector('.light'));
    this.moving = new Morph(stage, this.plot);
    this.tip = new Tip(stage);
    this.tap = new Tap(stage, this.plot, this.tip);
    this.viewport = new Viewport(stage, this.plot);
  }

  listen(signal) {
    const find = (event) => areaAt(this.plot, event);
    onPress(this.stage, (event) => this.pressed(find(event), event.pointerType === 'touch'), signal);
    onHover(this.stage, find, (area) => this.over(area), signal);
    this.tip.listen(this.stage, signal);
    this.tap.listen(signal);
    this.stage.addEventListener('scroll', () => this.app.hint(), { passive: true, signal });
    this.stage.addEventListener('keydown', (event) => this.press(event), { signal });
    const room = new ResizeObserver(() => this.fit());
    room.observe(this.stage);
    signal.addEventListener('abort', () => room.disconnect());
  }

  // What an area is called, or says.
  of(key, area) {
    return area === undefined ? undefined : areasOf(this.plot)[key][area];
  }

  pressed(area, touched) {
    this.tap.take(touched ? area : undefined);
    this.hit(this.of('customdata', area));
  }

  over(area) {
    this.tip.tell(this.of('hovertext', area) ?? '');
    this.app.hover(this.of('customdata', area));
  }

  // What it is drawn on.
  get sheet() {
    return { canvas: this.app.canvasFor(this.stage.clientWidth), theme: this.app.theme };
  }

  get url() {
    return this.app.figure(this.diagram, this.sheet);
  }

  // Whether the picture that stands is that of this address; one that `covers` the selection is.
  standing(url) {
    if (!this.shown) return false;
    const [asked, shown] = [new URL(url), new URL(this.shown)];
    if (this.meta.covers?.includes(asked.searchParams.get('select') ?? '')) {
      for (const either of [asked, shown]) either.searchParams.delete('select');
    }
    return asked.href === shown.href;
  }

  // Draws what the state says. An answer that comes late, when something else has been asked, is dropped.
  async draw() {
    if (!this.app.state.spec || !this.diagram || !this.stage.clientWidth) return;
    const { url } = this;
    if (this.asking && this.asked === url.href) return;
    this.asking?.abort();
    this.asking = undefined;
    if (this.standing(url)) {
      this.app.tell('', this);
      this.stage.removeAttribute('aria-busy');
      this.app.stands(this);
      this.mark();
      return;
    }
    const asking = (this.asking = new AbortController());
    this.asked = url.href;
    this.stage.setAttribute('aria-busy', 'true');
    try {
      for (const step of this.app.steps(this.diagram, this.sheet)) {
        const figure = await this.figure(step, asking.signal);
        const Plotly = await plotly(this.app.base);
        if (!asking.signal.aborted) await this.show(Plotly, figure, step);
      }
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      if (this.rough) late();
      this.app.tell(problem.message, this);
    } finally {
      if (this.asking === asking) {
        this.asking = undefined;
        this.stage.removeAttribute('aria-busy');
      }
    }
  }

  // What is at an address; the first is sketched at once.
  async figure(url, signal) {
    const figure = await getJson(url, signal, this.app.own.of(this.diagram));
    if (this.rough && !signal.aborted) {
      sketch(this.rough, figure, this.stage.clientWidth);
      late();
    }
    return figure;
  }

  async show(Plotly, figure, url) {
    this.app.tell('');
    this.app.tell('', this);
    const { layout } = figure;
    const before = this.meta;
    const { folds, outlines, sets } = layout.meta;
    const byName = { folds: named(folds), outlines: named(outlines), sets: sets && named(sets) };
    this.meta = { ...layout.meta, ...byName }; // Plotly drops what is empty from its own
    const traces = [...figure.data.keys()];
    this.texts = traces.filter((i) => figure.data[i].mode === 'text' && figure.data[i].xaxis === 'x');
    this.viewport.take(layout.width, this.meta.width, layout.height);
    const subject = ['depth', 'canvas'].map((name) => url.searchParams.get(name)).concat(this.diagram.name).join();
    const first = subject !== this.subject;
    set(layout, first ? this.viewport.start() : this.viewport.same());
    this.legible = this.viewport.legible;
    for (const i of this.texts) figure.data[i].visible = this.legible;
    Object.assign(layout, { autosize: false, paper_bgcolor: 'rgba(0,0,0,0)', hovermode: false });
    figure.data.at(-1).visible = false;
    this.app.own.lay(layout, this.meta);
    await withoutBase(() => Plotly.react(this.plot, figure.data, layout, CONFIG));
    this.rough?.remove();
    this.rough = undefined;
    if (!this.Plotly) this.follow(Plotly);
    this.subject = subject;
    this.shown = url.href;
    this.app.drawn(this);
    this.light.follow(this.plot);
    if (first) this.morph(before);
    this.mark();
    await this.reveal();
    this.tap.follow();
  }

  // Of another network on the same canvas, all of which is in sight, the parts move to their places.
  morph(before) {
    const { meta, moving, light } = this;
    if (before?.fills && meta.fills && before.width === meta.width) moving.run(before, meta, light.place);
  }

  follow(Plotly) {
    this.Plotly = Plotly;
    for (const move of MOVES) this.plot.on(move, () => this.light.follow(this.plot));
    this.plot.on('plotly_relayout', (moved) => 'xaxis.range[0]' in moved && this.move(this.viewport.same()));
  }

  // What a click does: it sets something, or opens or closes a part; and whatever was hit is selected.
  hit(name) {
    if (name === undefined || !this.meta) return;
    const settings = this.meta.sets?.[name] ?? this.app.panel.reach?.[name];
    if (this.app.panel.reach && settings) this.app.change({ ...settings, select: name });
    else if (name in this.meta.folds) this.app.fold(name, this.meta.folds);
    else if (settings) this.app.change({ ...settings, ...(name && { select: name }) });
    else if (name) this.app.select(name);
  }

  outlinesOf(name) {
    const { outlines } = this.meta;
    const nearest = [name, ...this.app.within(name)].find((holder) => holder in outlines);
    if (nearest) return [outlines[nearest]];
    return Object.keys(outlines).filter((part) => this.app.within(part).includes(name)).map((part) => outlines[part]);
  }

  // Outlines what is selected, what the pointer is over, here or in another picture, and what is on the route.
  mark() {
    if (!this.meta) return;
    const { state, hovered, route } = this.app;
    this.light.show('selected', state.select ? this.outlinesOf(state.select) : []);
    this.light.show('hovered', hovered ? this.outlinesOf(hovered) : []);
    this.light.show('route', route.map((name) => this.meta.outlines[name]).filter(Boolean));
  }

  press(event) {
    if (!this.meta || event.target !== this.stage) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) this.walk(step);
    else if (event.key === 'Enter' || event.key === ' ') this.hit(this.app.state.select);
    else if (event.key === 'Escape') this.app.select('');
    else return;
    event.preventDefault();
  }

  walk(step) {
    const { walk } = this.meta;
    const { select } = this.app.state;
    const here = [select, ...this.app.within(select)].map((name) => walk.indexOf(name)).find((i) => i >= 0) ?? -1;
    const next = here < 0 ? (step > 0 ? 0 : walk.length - 1) : Math.min(Math.max(here + step, 0), walk.length - 1);
    if (walk.length) this.app.select(walk[next]);
  }

  // Pans so that the selected part is in sight.
  async reveal() {
    const { x, width } = this.light.paths.selected.getBBox();
    if (!this.meta || !width) return;
    if (this.viewport.scrolls) this.viewport.settle(x + width / 2);
    else await this.move(this.viewport.showing(x, x + width));
  }

  fit() {
    if (!this.Plotly) return this.draw();
    return this.standing(this.url) ? this.move(this.viewport.same()) : this.draw();
  }

  zoomIn() {
    return this.move(this.viewport.nearer(true));
  }

  zoomOut() {
    return this.move(this.viewport.nearer(false));
  }

  resetView() {
    return this.move(this.viewport.overview());
  }

  // The parts in sight, in their order; none where all are.
  get seen() {
    const [left, right] = this.viewport.seen;
    if (!this.meta || (left <= 0 && right >= this.viewport.whole)) return [];
    const { customdata, x } = areasOf(this.plot);
    const names = new Set(customdata.filter((_, area) => x[area] > left && x[area] < right));
    return this.meta.walk.filter((name) => names.has(name));
  }

  // Changes what is in sight. From so far away that they would lie on one another, texts are not shown.
  async move(settings) {
    if (!this.Plotly || !settings) return;
    const { legible } = this.viewport;
    if (legible !== this.legible) await this.Plotly.restyle(this.plot, { visible: legible }, this.texts);
    this.legible = legible;
    await this.Plotly.relayout(this.plot, settings);
    this.viewport.settle();
    this.light.follow(this.plot);
    this.app.hint();
  }

  async save(format) {
    const { image, name } = await this.slide(this.diagram, format);
    download(image, name);
  }

  // A diagram as an image of the shape and on the ground that were chosen, and its file's name.
  async slide(diagram, format, more = {}) {
    const { shape, ground } = this.app.state;
    const theme = ground === 'dark' ? 'dark' : 'light';
    const asked = this.app.figure(diagram, { ...more, canvas: shape, theme });
    const figure = await getJson(asked, undefined, this.app.own.of(diagram));
    if (ground === 'transparent') figure.layout.paper_bgcolor = 'rgba(0,0,0,0)';
    this.app.own.lay(figure.layout, figure.layout.meta);
    const image = await imageOf(await plotly(this.app.base), figure, format);
    return { image, name: `${this.app.fileName(diagram.name)}.${format}` };
  }
}
