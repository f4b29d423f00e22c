// What is typed into the question's fields is asked when the hand rests, at Enter, or when it leaves the field.

const REST = 300;

export class Patience {
  constructor(fields) {
    Object.assign(this, { fields, passed: new WeakSet(), waiting: undefined });
  }

  listen(signal) {
    const before = { capture: true, signal };
    this.fields.addEventListener('input', (event) => this.hold(event), before);
    this.fields.addEventListener('keydown', ({ key }) => key === 'Enter' && this.flush(), before);
    this.fields.addEventListener('focusout', () => this.flush(), before);
  }

  hold(event) {
    if (this.passed.has(event) || !event.target.matches('input[type=number], textarea')) return;
    event.stopImmediatePropagation();
    clearTimeout(this.waiting?.timer);
    this.waiting = { field: event.target, timer: setTimeout(() => this.flush(), REST) };
  }

  flush() {
    if (!this.waiting) return;
    const { field, timer } = this.waiting;
    clearTimeout(timer);
    this.waiting = undefined;
    const event = new Event('input', { bubbles: true });
    this.passed.add(event);
    field.dispatchEvent(event);
  }
}
