// What is on the screen, in one place: pictures, tables, the inspector and the address show the same state.

import { specOf } from './address.js';
import { appeared } from './appeared.js';
import { Choices } from './choices.js';
import { late, remember } from './early.js';
import { embedded, strip } from './embed.js';
import { saveDeck } from './deck.js';
import { getJson } from './fetch.js';
import { known, toggled } from './folding.js';
import { inspect } from './inspector.js';
import { Kit } from './kit.js';
import { called } from './make.js';
import { named } from './named.js';
import { Notice } from './notice.js';
import { saveOffline } from './offline.js';
import { Own } from './own.js';
import { Panel } from './panel.js';
import { Patience } from './patience.js';
import { Picture } from './picture.js';
import { Player } from './player.js';
import { Search } from './search.js';
import { settings, sync } from './settings.js';
import { View } from './view.js';
import { readWords } from './words.js';

const SETTLED = 700;
const TYPING = 1000;

export const mount = (host) => new Explorer(host).start();

class Explorer extends View {
  constructor({ element, props, watch, trigger, ...given }) {
    super(given);
    Object.assign(this, { element, props, watch, trigger });
    Object.assign(this, { facts: named(), route: [], hovered: undefined, leaving: new AbortController(), told: new Map() });
    this.network = new Picture(element.querySelector('.stage'), this, this.diagrams[0]);
    this.own = new Own(this);
    this.kit = new Kit(element.querySelector('.kit'));
    this.player = new Player(element.querySelector('[data-action="play"]'), this);
    this.search = new Search(element.querySelector('.search'), this);
    this.trouble = element.querySelector('.trouble');
    this.notice = new Notice(element.querySelector('.notice'));
  }

  async start() {
    strip();
    const [words, panel, again, question] = await Promise.all([this.trying(() => readWords(this.base)),
      ...['.panel', '#again', '#question'].map(appeared)]);
    if (!words) return void late();
    Object.assign(this, words, { panel: new Panel(panel, this) });
    Object.assign(this, { patience: new Patience(question), choices: new Choices(question) });
    this.write();
    this.listen(again);
    this.foresee();
    this.take(this.props.value);
    this.watch('value', () => this.take(this.props.value));
  }

  // What the server is about to answer, where the page's address is none or one of ours: drawn before it does.
  foresee() {
    if (!this.awaited) return;
    this.take({ query: this.awaited, whole: true });
    this.foreseen = this.address.queryOf(this.state);
  }

  write() {
    for (const [action, button] of this.buttons()) called(button, this.words[`page.action.${action}`]);
    this.hint();
    this.element.querySelector('.options').replaceChildren(...settings([...this.diagrams[0].options, ...this.shared], this));
    this.network.stage.setAttribute('aria-label', this.words['page.picture']);
    this.element.querySelector('.kit summary').textContent = this.words['page.kit'];
    this.element.querySelector('.kit .choices').replaceChildren(...settings(this.saving, this));
  }

  // Where in the Network one is, and what a click does there.
  hint() {
    const usual = matchMedia('(pointer: coarse)').matches ? 'page.hint.touch' : 'page.hint';
    const click = this.words[this.panel?.reach ? 'page.hint.switch' : usual];
    const { seen } = this.network;
    const where = this.words['page.hint.seen'].replace('{first}', seen[0]).replace('{last}', seen.at(-1));
    this.element.querySelector('.hint').textContent = seen.length ? where + click : click;
  }

  buttons() {
    return [...this.element.querySelectorAll('[data-action]')].map((button) => [button.dataset.action, button]);
  }

  listen(again) {
    const { signal } = this.leaving;
    for (const [action, button] of this.buttons()) button.addEventListener('click', () => this[action](), { signal });
    const { network, panel, search, patience, choices, player, kit } = this;
    for (const part of [network, panel, search, patience, choices, player, kit]) part.listen(signal);
    again.addEventListener('click', () => this.measure(true), { signal });
    window.addEventListener('asked', () => (this.outdated = false), { signal });
    window.addEventListener('popstate', () => this.navigate(location.search.slice(1)), { signal });
    const ground = new MutationObserver(() => this.draw());
    ground.observe(document.body, { attributeFilter: ['class'] });
    signal.addEventListener('abort', () => ground.disconnect());
  }

  // Gradio has no unmount hook: what listens is let go when it finds itself out of the page.
  gone() {
    if (!this.element.isConnected) this.leaving.abort();
    return this.leaving.signal.aborted;
  }

  // To another network, and to how it is to be shown, by the query of both; one can go back from there.
  visit(query) {
    history.pushState({}, '', `?${query}`);
    this.navigate(query);
  }

  navigate(query) {
    this.trigger('navigate', { query });
  }

  // A new answer from the server. What it does not say stays as it is. One to controls that have been set anew since
  // they asked, as by a step back, comes too late.
  take(value) {
    if (!value) return;
    if ('run' in value) return void this.panel.laboratory.take(value);
    if (value.whole) this.outdated = true;
    if (value.asked && this.outdated) return;
    this.notice.show(value.problems, value.notice);
    if (!value.query) return;
    const awaited = value.whole && this.address.queryOf(this.address.stateOf(value.query)) === this.foreseen;
    this.foreseen = undefined;
    if (awaited) return;
    const first = !this.state.spec;
    const before = this.address.queryOf(this.state);
    const chosen = first ? this.chosen : {};
    if (value.whole) Object.assign(this.state, this.defaults);
    else if (this.state.spec !== specOf(value.query)) this.state.run = '';
    Object.assign(this.state, this.address.viewOf(value.query), chosen, { spec: specOf(value.query) });
    this.linked = first ? this.parts : [];
    if (embedded) this.still();
    const same = !first && this.address.queryOf(this.state) === before;
    const anew = !first && !value.whole && !same;
    const typing = anew && this.typing();
    this.address.write(this.state, anew && !typing);
    if (!same) this.draw();
  }

  // Without what would be begun: an experiment, and colours that are measured.
  still() {
    const measured = this.measured(this.diagrams[0]);
    Object.assign(this.state, { run: '' }, measured && { overlay: this.defaults.overlay });
  }

  // Whether the last question was asked just now: a number that is being typed is one step back, not one per digit.
  typing() {
    const last = this.asked ?? -TYPING;
    this.asked = performance.now();
    return this.asked - last < TYPING;
  }

  // What has been set before it was known of which network.
  get chosen() {
    return Object.fromEntries(Object.entries(this.state).filter(([name, value]) => value !== this.defaults[name]));
  }

  // A change of view that needs no answer from the server's handlers; one to go back from.
  change(view) {
    Object.assign(this.state, view);
    this.address.write(this.state, true);
    this.draw();
    if ('select' in view) this.panel.grid.reveal();
  }

  // The same where nobody would go back to how it was.
  note(view) {
    Object.assign(this.state, view);
    this.address.write(this.state, false);
  }

  get theme() {
    return document.body.classList.contains('dark') ? 'dark' : 'light';
  }

  // Whether the Network stands where it will on the next page.
  get usualPlace() {
    return !embedded && this.notice.element.hidden && this.trouble.hidden;
  }

  // How far what grows has grown.
  way(diagram) {
    return diagram.grows ? this.panel.laboratory.reached : super.way(diagram);
  }

  // resnet50-224x224-network, resnet20-cifar-32x32-paths, resnet-own-3-4-23-3-224x224-cost
  fileName(diagram) {
    const given = new URLSearchParams(this.state.spec);
    const parts = [given.get('variant'), given.get('layers')?.replaceAll(',', '-')].filter(Boolean);
    const size = `${given.get('height')}x${given.get('width')}`;
    return [`resnet${given.get('depth') ?? ''}`, ...parts, size, diagram].join('-');
  }

  draw() {
    if (this.gone() || !this.state.spec) return;
    sync(this.element, this.state);
    this.player.sync();
    this.network.draw();
    this.panel.draw();
    this.describe();
  }

  // A picture stands. What it does not fold is not kept open or closed.
  drawn(picture) {
    if (picture === this.network) {
      this.note(known(this.state, picture.meta.folds));
      picture.shown = picture.url.href;
      this.stands(picture);
      if (this.first && this.usualPlace) remember(picture.stage, this);
      this.player.arrived();
    } else {
      this.panel.drawn(picture);
      this.route = this.state.route || picture.meta.reaches ? picture.meta.route ?? [] : [];
      this.network.mark();
    }
    this.hint();
  }

  // What the Network shows can be read from outside.
  stands(picture) {
    if (picture === this.network) picture.plot.dataset.query = this.address.queryOf(this.state);
  }

  fold(name, folds) {
    this.change({ ...toggled(this.state, folds, name), select: name });
  }

  select(name) {
    this.note({ select: name });
    this.stands(this.network);
    this.network.mark();
    this.network.reveal();
    this.panel.draw();
    this.panel.mark();
    this.panel.grid.reveal();
    this.inspect();
  }

  // To a part that may be hidden in a folded one.
  goTo(name) {
    const { outlines, folds } = this.network.meta;
    const hidden = !(name in outlines) && !name.endsWith('.shortcut');
    const holder = hidden && this.within(name).find((part) => folds[part] === false);
    if (holder) this.change({ ...toggled(this.state, folds, holder), select: name });
    else this.select(name);
  }

  hover(name) {
    if (name === this.hovered) return;
    this.hovered = name;
    this.network.mark();
    this.panel.mark();
  }

  // What a part is inside of, innermost first.
  within(name) {
    return this.facts[name]?.within ?? [];
  }

  // Descriptions of the whole network come beside the picture: a selection asks nobody.
  async describe() {
    const { href } = this.url('facts');
    if (this.described !== href) {
      this.described = href;
      const facts = await this.trying(() => getJson(href), () => this.described === href);
      if (this.described !== href) return;
      if (!facts) return void (this.described = undefined);
      Object.assign(this, { facts: named(facts), learnt: href });
      this.network.mark();
      this.panel.mark();
      clearTimeout(this.soon);
      this.soon = setTimeout(() => this.measure(false), SETTLED);
    }
    if (this.learnt !== href) return; // they are on their way: what is known is of the network before
    this.forget();
    this.inspect();
  }

  // The options whose values are parts of the network, and the parts that they are.
  get lists() {
    return this.diagrams.flatMap(({ options }) => options).filter(({ choices }) => !choices.length).map(({ name }) => name);
  }

  get parts() {
    return this.lists.flatMap((name) => this.state[name].split(',')).filter(Boolean);
  }

  // The address says what is on the screen: names that this network has not go from it, and are told if a link had them.
  forget() {
    const strange = [...new Set(this.linked)].filter((part) => !(part in this.facts));
    if (strange.length) this.notice.add(this.words['page.absent'].replace('{parts}', () => strange.join(', ')));
    const kept = (name) => this.state[name].split(',').filter((part) => part in this.facts).join(',');
    this.note(Object.fromEntries(this.lists.map((name) => [name, kept(name)])));
  }

  inspect() {
    inspect(this.facts[this.state.select]);
  }

  measure(anew) {
    if (!this.gone() && this.state.spec && !embedded) this.trigger('drawn', { query: this.state.spec, anew });
  }

  zoomIn() {
    return this.network.zoomIn();
  }

  zoomOut() {
    return this.network.zoomOut();
  }

  resetView() {
    return this.network.resetView();
  }

  play() {
    this.player.toggle();
  }

  openAll() {
    this.change({ level: 'operations', open: '', closed: '' });
  }

  closeAll() {
    this.change({ level: this.state.level === 'operations' ? 'blocks' : this.state.level, open: '', closed: '' });
  }

  svg() {
    return this.trying(() => this.network.save('svg'));
  }

  png() {
    return this.trying(() => this.network.save('png'));
  }

  offline() {
    return this.trying(() => saveOffline(this));
  }

  deck() {
    return this.trying(() => saveDeck(this, this.element.querySelector('.kit [data-action=deck]')));
  }

  // Without a secure context browsers let nobody write to the clipboard: then the address is there to be copied.
  async link() {
    const button = this.element.querySelector('[data-action="link"]');
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      return this.tell(`${this.words['page.copy']} ${location.href}`);
    }
    button.textContent = this.words['page.action.linked'];
    return setTimeout(() => (button.textContent = this.words['page.action.link']), 1500);
  }

  // What went wrong is told while it `matters`.
  async trying(work, matters = () => true) {
    try {
      return await work();
    } catch (problem) {
      if (matters()) this.tell(problem.message);
      return undefined;
    }
  }

  // A sentence about a picture stays until that picture stands.
  tell(sentence, about = this) {
    this.told.set(about, sentence);
    this.trouble.textContent = [...new Set(this.told.values())].filter(Boolean).join(' ');
    this.trouble.hidden = !this.trouble.textContent;
  }
}
