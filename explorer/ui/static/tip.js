// What a picture says of an area, beside the pointer or the area. (Plotly would draw each area for that.)

import { make } from './make.js';

const AWAY = 14;

export class Tip {
  constructor(stage) {
    this.box = stage.appendChild(make('div', { className: 'tip', hidden: true }));
    this.box.setAttribute('aria-hidden', 'true');
  }

  listen(stage, signal) {
    const hovering = (done) => (event) => event.pointerType === 'touch' || done(event);
    stage.addEventListener('pointermove', hovering((event) => this.follow(event)), { signal });
    stage.addEventListener('pointerdown', hovering(() => this.tell('')), { signal });
  }

  // Lines with `<br>` between them and `<b>` in them; all else is text.
  tell(text) {
    this.box.replaceChildren(...text.split('<br>').map(line));
    this.box.hidden = !text;
  }

  follow({ clientX, clientY }) {
    const { offsetWidth, offsetHeight } = this.box;
    const below = clientY + AWAY + offsetHeight < window.innerHeight;
    const left = Math.max(Math.min(clientX + AWAY, window.innerWidth - offsetWidth - AWAY), 0);
    this.put(left, below ? clientY + AWAY : Math.max(clientY - AWAY - offsetHeight, 0));
  }

  // Above a part of the screen, which it does not cover; or below, or to a side, where that is in sight.
  beside({ left, right, top, bottom }) {
    const { offsetWidth, offsetHeight } = this.box;
    const [furthest, lowest] = [window.innerWidth - offsetWidth, window.innerHeight - offsetHeight];
    const across = Math.max(Math.min((left + right - offsetWidth) / 2, furthest), 0);
    const down = Math.max(Math.min(top, lowest), 0);
    const places = [[across, top - AWAY - offsetHeight], [across, bottom + AWAY],
      [right + AWAY, down], [left - AWAY - offsetWidth, down]];
    this.put(...(places.find(([x, y]) => x >= 0 && x <= furthest && y >= 0 && y <= lowest) ?? places[0]));
  }

  put(left, top) {
    Object.assign(this.box.style, { left: `${left}px`, top: `${top}px` });
  }
}

function line(text) {
  const pieces = text.split(/<\/?b>/).map((piece, place) => (place % 2 ? make('b', { textContent: piece }) : piece));
  const div = make('div');
  div.append(...pieces);
  return div;
}
