// For pages of other sites that frame charts of this one: each frame becomes as tall as its chart.
// Without it a frame keeps the height in its code, which holds the chart at any width.
addEventListener("message", (event) => {
  const height = Number(event.data?.chartHeight);
  if (!Number.isFinite(height) || height <= 0) return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === event.source && new URL(frame.src).origin === event.origin) {
      frame.height = String(Math.ceil(height));
    }
  }
});
// A frame that was there before this script has said its height to nobody: ask those from where the script is from.
const home = new URL(document.currentScript.src).origin;
for (const frame of document.querySelectorAll("iframe")) {
  if (frame.src.startsWith(`${home}/`)) frame.contentWindow.postMessage("chartHeight", "*");
}
