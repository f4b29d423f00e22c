// What more can be saved, behind a button: it closes where it is left, and at Escape.

export class Kit {
  constructor(details) {
    this.details = details;
  }

  listen(signal) {
    document.addEventListener('pointerdown', ({ target }) => this.leave(target), { capture: true, signal });
    this.details.addEventListener('keydown', ({ key }) => key === 'Escape' && this.close(), { signal });
  }

  leave(pressed) {
    if (!this.details.contains(pressed)) this.details.open = false;
  }

  close() {
    this.details.open = false;
    this.details.querySelector('summary').focus();
  }
}
