// What a picture says of the part that was tapped, beside that part until the next tap: a finger hovers over nothing.

import { areasOf, boxOf, onPress } from './hit.js';

export class Tap {
  constructor(stage, plot, tip) {
    Object.assign(this, { stage, plot, tip, area: undefined });
  }

  listen(signal) {
    onPress(document, ({ target }) => this.stage.contains(target) || this.take(undefined), signal);
    document.addEventListener('scroll', () => this.place(), { capture: true, passive: true, signal });
  }

  take(area) {
    const { customdata, hovertext } = area === undefined ? { customdata: [], hovertext: [] } : areasOf(this.plot);
    Object.assign(this, { area, name: customdata[area], text: hovertext[area] ?? '' });
    this.tip.tell(this.text);
    this.place();
  }

  // The same part in the picture that stands now. Several can have its name.
  follow() {
    if (this.area === undefined) return;
    const { customdata, hovertext } = areasOf(this.plot);
    const same = [...customdata.keys()].filter((area) => this.name && customdata[area] === this.name);
    this.take(same.find((area) => hovertext[area] === this.text) ?? same[0]);
  }

  place() {
    if (this.area !== undefined) this.tip.beside(boxOf(this.plot, this.area));
  }
}
