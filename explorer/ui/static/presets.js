// Links to what it is good to begin with: each is the query of a network and of how to show it.

import { make } from './make.js';

export function presets({ name, presets: queries }, app) {
  const links = Object.entries(queries).map(([preset, query]) => link(app, `preset.${preset}`, `${query}&tab=${name}`));
  return links.length ? [make('span', { textContent: app.words['page.presets'] }), ...links] : [];
}

function link(app, key, query) {
  const anchor = make('a', { href: `?${query}`, textContent: app.words[key] });
  anchor.addEventListener('click', (event) => {
    event.preventDefault();
    app.visit(query);
  });
  return anchor;
}
