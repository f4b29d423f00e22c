// Sends 'drawn', 'navigate', 'experiment' and 'halt'.
(async () => {
  const root = element.closest('gradio-app')?.getAttribute('src') || window.gradio_config?.root || '.';
  const base = new URL('$ADDRESS', new URL(root.endsWith('/') ? root : root + '/', location.href));
  const { mount } = await import(new URL('static/app.js', base));
  mount({ element, props, watch, trigger, base, first: '$FIRST', ...$GIVEN });
})();
