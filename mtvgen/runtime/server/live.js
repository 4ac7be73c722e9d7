// Reloads the page that it stands in when the project has changed, and swaps style sheets without a
// reload. `runserver` puts it into whole pages while you develop; --no-live leaves it out.
(() => {
  const script = document.currentScript;
  let version = script.dataset.version;
  let stream = null;
  let timer = 0;
  let patience = 50;  // ms until the next try to reach the server

  const reload = (to) => {
    // A page from a cache keeps its old version: it is reloaded once for each new one, not for ever.
    try {
      if (sessionStorage.getItem("mtvgen-live") === to) {
        version = to;
        return;
      }
      sessionStorage.setItem("mtvgen-live", to);
    } catch {
      return;  // without a place to remember it, a reload could repeat itself
    }
    close();
    location.reload();
  };

  const swap = (names, to) => {
    const sheets = [...document.querySelectorAll("link[rel~=stylesheet][href]")].filter((link) => {
      const url = new URL(link.href);
      return url.origin === location.origin && names.some((name) => url.pathname.endsWith("/" + name));
    });
    if (!sheets.length) {
      reload(to);  // it is imported by another one, or part of the page
      return;
    }
    for (const link of sheets) {
      const url = new URL(link.href);
      url.searchParams.set("live", to);
      const fresh = link.cloneNode();
      fresh.href = url;
      fresh.onload = fresh.onerror = () => link.remove();  // until then the old one holds: no flash
      link.after(fresh);
    }
    version = to;
  };

  const open = () => {
    clearTimeout(timer);
    if (stream || document.hidden) return;  // a browser opens six connections: hidden pages take none
    stream = new EventSource(script.dataset.stream);
    stream.addEventListener("version", (event) => {
      patience = 50;
      if (event.data !== version) reload(event.data);
    });
    stream.addEventListener("styles", (event) => {
      const { names, version: to } = JSON.parse(event.data);
      swap(names, to);
    });
    stream.onerror = () => {
      close();
      timer = setTimeout(open, patience);
      patience = Math.min(patience * 2, 5000);
    };
  };

  const close = () => {
    clearTimeout(timer);
    stream?.close();
    stream = null;
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
})();
