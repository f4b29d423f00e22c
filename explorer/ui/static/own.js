// A picture of the reader's own. It is laid under what is drawn over the input, and stays in the browser then; where an
// experiment looks at it, it is sent with each question, made smaller, and kept nowhere.

const LONGEST = 640; // pixels; an input is rarely larger

export class Own {
  constructor(app) {
    this.app = app;
  }

  // Nothing happens where no file was chosen after all, or another since.
  async take(file) {
    if (!file) return;
    this.chosen = file;
    const image = await read(file);
    if (this.chosen !== file) return;
    if (!image) return void this.app.tell(this.app.words['page.image.none']);
    Object.assign(this, { source: image.src, small: smaller(image) });
    this.app.tell('');
    this.app.panel.redraw();
  }

  // What goes with a question of a diagram.
  of({ looks }) {
    return looks && this.small ? { image: this.small } : undefined;
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

// A JPEG in base64, upright, on white.
function smaller(image) {
  const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
  const [width, height] = [image.naturalWidth, image.naturalHeight].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0, width, height);
  return canvas.toDataURL('image/jpeg', 0.92).split(',')[1];
}

// The file as an image whose address is its content; undefined where it is no picture.
function read(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => {
      const image = Object.assign(new Image(), { src: reader.result });
      image.decode().then(() => resolve(image), () => resolve(undefined));
    };
    reader.readAsDataURL(file);
  });
}
