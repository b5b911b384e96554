{% autoescape off %}// Keeps the frame, the report page and checks that were opened on the device. Everything else asks the network; without one, a page says so.
const CACHE = "anlan-{{ version }}";
const FILES = [{% for f in files %}"{{ f|escapejs }}", {% endfor %}"{{ offline|escapejs }}"];
const PAGES = [{% for p in pages %}"{{ p|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const BELOW = [{% for b in below %}"{{ b|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const kept = (path) => PAGES.includes(path) || BELOW.some((b) => path.startsWith(b) && /^\d+\/$/.test(path.slice(b.length)));
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
  if (event.data === "forget") event.waitUntil(caches.open(CACHE).then((c) => c.keys().then((all) => Promise.all(all.filter((r) => kept(new URL(r.url).pathname)).map((r) => c.delete(r))))));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (FILES.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then((file) => file || fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(
      fetch(request).then(
        (answer) => {
          if (answer.ok && !answer.redirected && kept(url.pathname)) {
            const copy = answer.clone();
            caches.open(CACHE).then((cache) => cache.put(url.pathname, copy));
          }
          return answer;
        },
        () => caches.match(url.pathname).then((page) => page || caches.match(OFFLINE)),
      ),
    );
  }
});{% endautoescape %}
