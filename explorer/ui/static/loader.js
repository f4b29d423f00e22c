// Sends 'drawn', 'navigate', 'experiment' and 'halt'.
(async () => {
  const root = element.closest('gradio-app')?.getAttribute('src') || window.gradio_config?.root || '.';
  const { mount } = await import(new URL('$SCRIPT', new URL(root.endsWith('/') ? root : root + '/', location.href)));
  mount({ element, props, watch, trigger });
})();
