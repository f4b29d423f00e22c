// The Network of the page's address, before Gradio has made the page: where the last one stood, in its language.

import { embedded } from './embed.js';
import { getJson } from './fetch.js';
import { make, shape } from './make.js';
import { sketch } from './sketch.js';
import { View } from './view.js';

const LAST = 'resnet-explorer.last';
const COVERS = 'position: absolute; z-index: 1; overflow: hidden; background: inherit; pointer-events: none';

// What the page is before Gradio has made it.
const ground = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

let holder;

export async function early(given) {
  const { width, left, top, room, variant, language } = remembered();
  const view = new Early({ ...given, language });
  if (!view.awaited || width !== innerWidth || variant !== view.variant || embedded) return;
  holder = make('div', { style: `${COVERS}; left: ${left}px; top: ${top}px; width: ${room}px` });
  try {
    const figure = await view.picture(room);
    if (!holder) return;
    if (view.theme !== ground()) holder.style.background = figure.layout.paper_bgcolor;
    sketch(holder.appendChild(shape('svg', { class: 'sketch' })), figure, room);
    document.body.append(holder);
  } catch {
    late();
  }
}

class Early extends View {
  constructor(given) {
    super(given);
    this.state = this.address.stateOf(this.awaited);
  }

  picture(room) {
    const [first] = this.steps(this.diagrams[0], { canvas: this.canvasFor(room), theme: this.theme });
    return getJson(first);
  }

  // As Gradio chooses it.
  get theme() {
    const asked = new URLSearchParams(location.search).get('__theme');
    return ['light', 'dark'].includes(asked) ? asked : ground();
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

// The controls above it are not the same for every variant.
export function remember(stage, { variant, language }) {
  const { left, top } = stage.getBoundingClientRect();
  const place = { width: innerWidth, left: left + scrollX, top: top + scrollY, room: stage.clientWidth };
  const last = { ...place, variant, language };
  try {
    localStorage.setItem(LAST, JSON.stringify(last));
  } catch {
    // nor is it needed
  }
}
