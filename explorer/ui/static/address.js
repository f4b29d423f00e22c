// What is on the screen, as the query of the page's address.

export const SPEC = ['depth', 'height', 'width', 'classes', 'variant', 'layers', 'block', 'channels', 'zero_init'];

const ALWAYS_SAID = ['height', 'width', 'classes'];

const entries = (query, names) => {
  const given = new URLSearchParams(query);
  return names.filter((name) => given.has(name)).map((name) => [name, given.get(name)]);
};

export const specOf = (query) => new URLSearchParams(entries(query, SPEC)).toString();

export class Address {
  // `always` are the settings that it names also where they are as they were in the beginning.
  constructor(defaults, always) {
    Object.assign(this, { defaults, always, names: Object.keys(defaults) });
  }

  viewOf(query) {
    return Object.fromEntries(entries(query, this.names));
  }

  // The whole query, in a fixed order.
  queryOf(state) {
    const query = new URLSearchParams(state.spec);
    for (const name of this.names) if (this.worthSaying(name, state[name])) query.set(name, state[name]);
    return query.toString().replaceAll('%2C', ',');
  }

  worthSaying(name, value) {
    return this.always.includes(name) ? value !== '' : value !== this.defaults[name];
  }

  get ours() {
    return [...SPEC, ...this.names];
  }

  // Beside what others keep in the address.
  wholeOf(state) {
    const others = [...new URLSearchParams(location.search)].filter(([name]) => !this.ours.includes(name));
    return [this.queryOf(state), new URLSearchParams(others).toString()].filter(Boolean).join('&');
  }

  stateOf(query) {
    return { ...this.defaults, ...this.viewOf(query), spec: specOf(query) };
  }

  // Whether the address says nothing of ours.
  get silent() {
    return entries(location.search, this.ours).length === 0;
  }

  // Whether the address is as it is written here.
  get written() {
    const whole = `?${this.wholeOf(this.stateOf(location.search))}`;
    return whole === location.search && ALWAYS_SAID.every((name) => whole.includes(`${name}=`));
  }

  // Writes the state into the address once it has a network, and tells a page that we are embedded in.
  write(state, push) {
    if (!state.spec) return;
    const query = this.wholeOf(state);
    if (`?${query}` === location.search) return;
    history[push ? 'pushState' : 'replaceState']({}, '', `?${query}`);
    if (window.parent !== window) window.parent.postMessage({ queryString: query }, '*');
  }
}
