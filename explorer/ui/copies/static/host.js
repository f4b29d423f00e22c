// Plays Gradio's part on a page that has no server.

import { SPEC } from './address.js';
import { answerWith } from './fetch.js';
import { mount } from './explorer.js';
import { Kept } from './kept.js';
import { make } from './make.js';
import { Networks } from './networks.js';
import { filled, refused } from './refused.js';

const COMMAND = 'python -m explorer serve';
const fits = ({ several, choices }, value) =>
  (several ? value.split(',').filter(Boolean) : [value]).every((one) => choices.includes(one));

const dark = matchMedia('(prefers-color-scheme: dark)');

// The page, from what `given` says that there is; `read` gives the bytes of a file of it.
export function open(given, read) {
  const base = new URL('./', location.href);
  const kept = new Kept(base, given, read);
  answerWith((url, signal) => kept.answer(url, signal));
  const host = new Host(given, kept);
  const { props } = host;
  const [watch, trigger] = [(_, told) => (host.told = told), (event, data) => host[event]?.(data)];
  mount({ element: document.getElementById('picture'), props, watch, trigger, base, ...given.page });
  host.start();
}

class Host {
  constructor(given, kept) {
    Object.assign(this, { given, kept, props: {} });
    this.networks = new Networks(given.networks, given.page.usual, (query) => this.choose(query));
  }

  async start() {
    this.lightOrDark();
    dark.addEventListener('change', () => this.lightOrDark());
    const { language, words } = await this.kept.words();
    this.words = words;
    this.kept.none = filled(words['copy.none'], { more: this.more });
    document.documentElement.lang = language;
    this.write();
    this.navigate({ query: location.search.slice(1) || this.given.query });
  }

  lightOrDark() {
    const theme = this.given.theme ?? new URLSearchParams(location.search).get('__theme');
    document.body.classList.toggle('dark', theme ? theme === 'dark' : dark.matches);
  }

  // Where the rest is to be had.
  get more() {
    const { live } = this.given;
    return filled(this.words[live ? 'copy.live' : 'copy.run'], { live, command: COMMAND });
  }

  get noDevice() {
    return filled(this.words['copy.device'], { more: this.more });
  }

  write() {
    const heading = [['h1', 'page.title'], ['p', 'copy.text']].map(([tag, key]) => make(tag, { textContent: this.words[key] }));
    document.getElementById('heading').replaceChildren(...heading);
    document.getElementById('device').textContent = this.words['page.device'];
    const { live } = this.given;
    document.getElementById('proof').append(this.noDevice, ...(live ? [' ', make('a', { href: live, textContent: live })] : []));
  }

  say(value) {
    this.props.value = value;
    this.told?.();
  }

  // A link says all; what is not there is told and replaced.
  navigate({ query }) {
    const { size, ...asked } = Object.fromEntries(new URLSearchParams(query)); // a size is chosen here, and never linked
    const { network, problems } = this.networks.find(asked, this.words);
    const [view, more] = this.view(asked);
    const rest = problems.length ? [filled(this.words['copy.rest'], { more: this.more })] : [];
    const all = [...more, ...problems, ...rest];
    const notice = all.length ? filled(this.words['page.replaced'], { problems: all.join('; ') }) : '';
    this.show(network, { query: `${network.query}&${new URLSearchParams(view)}`, whole: true, notice });
  }

  // What is asked that can be had, and sentences about the rest.
  view(asked) {
    const { diagrams } = this.given.page;
    const options = diagrams.flatMap((diagram) => diagram.options).filter(({ choices }) => choices.length);
    const tabs = { name: 'tab', choices: diagrams.slice(1).map(({ name }) => name) };
    const bad = [tabs, ...options].filter((option) => option.name in asked && !fits(option, asked[option.name]));
    const left = Object.entries(asked).filter(([name]) => ![...SPEC, ...bad.map((option) => option.name)].includes(name));
    return [Object.fromEntries(left), bad.map(({ name, choices }) => refused(name, asked[name], choices, this.words))];
  }

  choose(query) {
    this.show(this.networks.find(Object.fromEntries(new URLSearchParams(query)), this.words).network, { query });
  }

  show(network, value) {
    this.networks.show(network, this.words, document.getElementById('question'));
    this.say(value);
  }

  // Of what needs a device; once the page has noted that it asked.
  experiment({ run }) {
    queueMicrotask(() => this.say({ run: String(run), problem: this.noDevice }));
  }
}
