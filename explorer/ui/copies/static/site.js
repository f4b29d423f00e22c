// Opens the page of a folder of plain files.

import { open } from './host.js';

async function read(name, signal) {
  const response = await fetch(new URL(`kept/${name}.gz`, location.href), { signal });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.arrayBuffer();
}

open(JSON.parse(document.getElementById('given').textContent), read);
