// The Network of the page's address, before Gradio has made the page: where the last one stood, in its language.

import { embedded } from './embed.js';
import { getJson } from './fetch.js';
import { make, shape } from './make.js';
import { sketch } from './sketch.js';
import { View } from './view.js';

const LAST = 'resnet-explorer.last';
const COVERS = 'position: absolute; z-index: 1; overflow: hidden; background: inherit; pointer-events: none';

let holder;

export async function early(given) {
  const { width, left, top, room, language } = remembered();
  const view = new Early({ ...given, language });
  if (width !== innerWidth || !view.awaited || embedded) return;
  holder = make('div', { style: `${COVERS}; left: ${left}px; top: ${top}px; width: ${room}px` });
  const svg = holder.appendChild(shape('svg', { class: 'sketch' }));
  try {
    await view.draw(svg, room);
    if (holder) document.body.append(holder);
  } catch {
    late();
  }
}

class Early extends View {
  async draw(svg, room) {
    this.state = this.address.stateOf(this.awaited);
    const [first] = this.steps(this.diagrams[0], { canvas: this.canvasFor(room), theme: this.theme });
    sketch(svg, await getJson(first), room);
  }

  // As Gradio chooses it.
  get theme() {
    const asked = new URLSearchParams(location.search).get('__theme');
    if (['light', 'dark'].includes(asked)) return asked;
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
}

// The page stands now, or tells why not.
export function late() {
  holder?.remove();
  holder = undefined;
}

// Some browsers let nobody keep anything.
function remembered() {
  try {
    return JSON.parse(localStorage.getItem(LAST)) ?? {};
  } catch {
    return {};
  }
}

export function remember(stage, language) {
  const { left, top } = stage.getBoundingClientRect();
  const last = { width: innerWidth, left: left + scrollX, top: top + scrollY, room: stage.clientWidth, language };
  try {
    localStorage.setItem(LAST, JSON.stringify(last));
  } catch {
    // nor is it needed
  }
}
