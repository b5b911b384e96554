{% autoescape off %}// Keeps the frame and the report page on the device. Everything else asks the network; without one, a page says so.
const CACHE = "anlan-{{ version }}";
const FILES = [{% for f in files %}"{{ f|escapejs }}", {% endfor %}"{{ offline|escapejs }}"];
const PAGES = [{% for p in pages %}"{{ p|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const OFFLINE = "{{ offline|escapejs }}";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(FILES).then(() => Promise.allSettled(PAGES.map((p) => cache.add(p))))),
  );
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((n) => n.startsWith("anlan-") && n !== CACHE).map((n) => caches.delete(n)))),
  );
  self.clients.claim();
});

// signing out or in as somebody else leaves no page of the one before
self.addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(caches.open(CACHE).then((c) => Promise.all(PAGES.map((p) => c.delete(p)))));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (FILES.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then((kept) => kept || fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(
      fetch(request).then(
        (answer) => {
          if (answer.ok && !answer.redirected && PAGES.includes(url.pathname)) {
            const copy = answer.clone();
            caches.open(CACHE).then((cache) => cache.put(url.pathname, copy));
          }
          return answer;
        },
        () => caches.match(url.pathname).then((kept) => kept || caches.match(OFFLINE)),
      ),
    );
  }
});{% endautoescape %}
