// ruleid: javascript-message-origin-unchecked
window.addEventListener("message", (event) => {
  save(event.data.settings);
});

// ruleid: javascript-message-origin-unchecked
window.addEventListener("message", function (message) {
  const { name } = message.data;
  greet(name);
});

// ok: javascript-message-origin-unchecked
window.addEventListener("message", (event) => {
  if (event.origin !== "https://shop.example") return;
  save(event.data.settings);
});

// ok: javascript-message-origin-unchecked
window.addEventListener("message", ({ origin, data }) => origin === window.location.origin && save(data));

// ok: javascript-message-origin-unchecked
window.addEventListener("message", (event) => {
  if (event.source !== frame.contentWindow) return;
  save(event.data.settings);
});

// ok: javascript-message-origin-unchecked
worker.addEventListener("message", (event) => {
  save(event.data);
});

// ok: javascript-message-origin-unchecked
window.addEventListener("resize", (event) => {
  save(event.data);
});
