// Saves a picture as a file, in the browser.

export async function save(Plotly, figure, format, name) {
  const { width, height } = figure.layout;
  const scale = format === 'png' ? 2 : 1;
  const url = await Plotly.toImage(figure, { format, width, height, scale });
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.${format}`;
  link.click();
}

// resnet50-224x224-network
export function fileName(spec, diagram) {
  const given = new URLSearchParams(spec);
  return `resnet${given.get('depth')}-${given.get('height')}x${given.get('width')}-${diagram}`;
}
