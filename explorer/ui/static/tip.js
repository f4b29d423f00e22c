// What a picture says of the area under the pointer, beside the pointer. (Plotly would draw each area for that.)

import { make } from './make.js';

const AWAY = 14;

export class Tip {
  constructor(stage) {
    this.box = stage.appendChild(make('div', { className: 'tip', hidden: true }));
    this.box.setAttribute('aria-hidden', 'true');
  }

  listen(stage, signal) {
    stage.addEventListener('pointermove', (event) => this.follow(event), { signal });
    stage.addEventListener('pointerdown', () => this.tell(''), { signal });
  }

  // Lines with `<br>` between them and `<b>` in them; all else is text.
  tell(text) {
    this.box.replaceChildren(...text.split('<br>').map(line));
    this.box.hidden = !text || this.touched;
  }

  follow({ clientX, clientY, pointerType }) {
    this.touched = pointerType === 'touch';
    const { offsetWidth, offsetHeight } = this.box;
    const below = clientY + AWAY + offsetHeight < window.innerHeight;
    const left = Math.max(Math.min(clientX + AWAY, window.innerWidth - offsetWidth - AWAY), 0);
    this.box.style.left = `${left}px`;
    this.box.style.top = `${below ? clientY + AWAY : Math.max(clientY - AWAY - offsetHeight, 0)}px`;
  }
}

function line(text) {
  const pieces = text.split(/<\/?b>/).map((piece, place) => (place % 2 ? make('b', { textContent: piece }) : piece));
  const div = make('div');
  div.append(...pieces);
  return div;
}
