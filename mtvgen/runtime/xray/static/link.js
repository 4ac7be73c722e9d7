// Puts a small link into the page under study: to the journey of the request that brought it.
"use strict";
(() => {
  const { journey } = document.currentScript.dataset;
  const host = document.createElement("mtvgen-xray");
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    a { position: fixed; right: 8px; bottom: 8px; z-index: 2147483647; padding: 4px 9px; background: #fff; color: #1b2026;
        border: 1px solid #59636d; font: 600 13px/1.3 system-ui, sans-serif; text-decoration: none; opacity: .8; }
    a:hover, a:focus-visible { opacity: 1; outline: 2px solid #0b57a4; }
    @media (prefers-color-scheme: dark) { a { background: #191d21; color: #e6e9eb; border-color: #a0abb4; } }
    @media print { a { display: none; } }`);
  root.adoptedStyleSheets = [sheet];
  const link = document.createElement("a");
  link.href = `/__mtvgen__/xray/?journey=${encodeURIComponent(journey)}`;
  link.target = "mtvgen-xray";
  link.textContent = "X-ray";
  link.title = "The way of the request that brought this page";
  root.append(link);
  document.body.append(host);
})();
