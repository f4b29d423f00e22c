// A picture of the reader's own, laid under what is drawn over the input. It stays in the browser.

export class Own {
  constructor(app) {
    this.app = app;
  }

  // Nothing happens where no file was chosen after all.
  async take(file) {
    if (!file) return;
    const source = await read(file);
    if (!source) return void this.app.tell(this.app.words['page.image.none']);
    this.source = source;
    this.app.tell('');
    this.app.panel.redraw();
  }

  // Plotly stacks images over the shapes that lie below, so those of this picture go above.
  lay(layout, { image }) {
    if (!image || !this.source) return;
    const [left, bottom, right, top] = image;
    layout.images = [{ source: this.source, xref: 'x', yref: 'y', x: left, y: top, sizex: right - left,
      sizey: top - bottom, sizing: 'stretch', layer: 'below' }];
    for (const shape of layout.shapes) shape.layer = 'above';
  }
}

// The file as an address of its content; undefined where it is no picture.
function read(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => {
      const image = Object.assign(new Image(), { src: reader.result });
      image.decode().then(() => resolve(reader.result), () => resolve(undefined));
    };
    reader.readAsDataURL(file);
  });
}
