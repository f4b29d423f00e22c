// Shows what is known of the selected part.

import { make } from './make.js';

const item = (tag, textContent) => make(tag, { textContent });

export function inspect(description) {
  const panel = document.querySelector('.inspector');
  if (!panel || !description) return;
  panel.querySelector('h2').textContent = description.title;
  panel.querySelector('.kind').textContent = description.kind;
  panel.querySelector('ul').replaceChildren(
    ...[...description.lines, ...description.working].map((line) => item('li', line)),
  );
  panel.querySelector('dl').replaceChildren(
    ...description.facts.flatMap(([label, value, convention]) => {
      const term = item('dt', label);
      term.append(item('small', convention));
      return [term, item('dd', value)];
    }),
  );
}
