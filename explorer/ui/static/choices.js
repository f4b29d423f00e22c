// Gradio's lists of choices, which are open as long as their fields have the focus. Gradio takes Tab for a letter: heard
// when the field is left already, it would open the list for good. Plotly lets no press on a picture move the focus.

export class Choices {
  constructor(fields) {
    this.fields = fields;
  }

  listen(signal) {
    const before = { capture: true, signal };
    this.fields.addEventListener('keydown', (event) => event.key === 'Tab' && event.stopPropagation(), before);
    document.addEventListener('pointerdown', ({ target }) => this.leave(target), before);
  }

  leave(pressed) {
    const field = this.fields.querySelector('[role=combobox]:focus');
    if (field && !field.closest('.block').contains(pressed)) field.blur();
  }
}
