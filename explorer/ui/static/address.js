// What is on the screen, as the query of the page's address.

export const SPEC = ['depth', 'height', 'width', 'classes', 'variant'];
const VIEW = ['level', 'overlay', 'open', 'closed', 'select'];

const entries = (query, names) => {
  const given = new URLSearchParams(query);
  return names.filter((name) => given.has(name)).map((name) => [name, given.get(name)]);
};

export const specOf = (query) => new URLSearchParams(entries(query, SPEC)).toString();

export const viewOf = (query) => Object.fromEntries(entries(query, VIEW));

// The whole query, in a fixed order, without what is empty.
export function queryOf(state) {
  const query = new URLSearchParams(state.spec);
  for (const name of VIEW) if (state[name]) query.set(name, state[name]);
  return query.toString().replaceAll('%2C', ',');
}

// Writes the state into the address, beside what others keep there, and tells a page that we are embedded in.
export function write(state, push) {
  const others = [...new URLSearchParams(location.search)].filter(([name]) => ![...SPEC, ...VIEW].includes(name));
  const query = [queryOf(state), new URLSearchParams(others).toString()].filter(Boolean).join('&');
  if (`?${query}` === location.search) return;
  history[push ? 'pushState' : 'replaceState']({}, '', `?${query}`);
  if (window.parent !== window) window.parent.postMessage({ queryString: query }, '*');
}
