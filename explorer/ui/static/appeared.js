// The element of a selector, as soon as the page has it: our pieces of the page are mounted one by one.

export function appeared(selector) {
  return new Promise((resolve) => {
    const found = () => document.querySelector(selector);
    if (found()) return resolve(found());
    const watching = new MutationObserver(() => {
      if (!found()) return;
      watching.disconnect();
      resolve(found());
    });
    watching.observe(document.body, { childList: true, subtree: true });
  });
}
