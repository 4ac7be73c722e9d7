// The drawing: shapes come as data (xray/drawing.py); a token travels along the ways between them.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
const TAGS = new Set(["rect", "path", "text"]);
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const drawing = {
  parts: [],      // [shape, element]
  trail: null,
  token: null,
  frame: 0,       // of the animation that runs
  arrive: null,   // what that one does at its end

  svg(tag, attributes = {}) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  },

  build({ width, height, shapes }, into) {
    this.stop();
    const root = this.svg("svg", { class: "xray", viewBox: `0 0 ${width} ${height}`, role: "img" });
    root.setAttribute("aria-label", t("drawing"));
    // never so small that it cannot be read: what is taller is scrolled
    root.style.maxHeight = `max(100%, ${Math.round(height * 0.85)}px)`;
    this.parts = [];
    const above = [];
    for (const shape of shapes) {
      if (!TAGS.has(shape.tag)) continue;
      const made = this.svg(shape.tag, { class: shape.class + ("from" in shape ? " gone" : "") });
      for (const name of ["x", "y", "width", "height", "d"]) {
        if (name in shape) made.setAttribute(name, shape[name]);
      }
      if (shape.tag === "text") made.textContent = shape.key ? t(shape.key) : shape.text;
      if (shape.title) made.append(Object.assign(this.svg("title"), { textContent: shape.title }));
      this.parts.push([shape, made]);
      if (shape.class === "failed") above.push(made);
      else root.append(made);
    }
    this.trail = this.svg("path", { class: "trail" });
    this.token = this.svg("circle", { class: "token gone", r: 7 });
    root.append(this.trail, this.token, ...above);
    into.replaceChildren(root);
  },

  state(journey, step) {
    for (const [shape, made] of this.parts) {
      const there = !("from" in shape) || (shape.from !== null && shape.from <= step);
      made.setAttribute(
        "class",
        shape.class +
          (there ? "" : " gone") +
          (shape.lit != null && shape.lit <= step ? " lit" : "") +
          (shape.on?.includes(step) ? " on" : ""),
      );
    }
    const event = eventAt(journey, step);
    const letter = event.kind === "error.raised" ? "bad" : LETTERS[event.station] ?? "";
    this.token.setAttribute("class", `token ${letter}`);
  },

  path(points) {
    return points.map(([x, y], n) => `${n ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  },

  before(journey, step) {
    return journey.drawing.ways.slice(0, step).flat();
  },

  place(points, [x, y]) {
    this.trail.setAttribute("d", this.path([...points, [x, y]]));
    this.token.setAttribute("cx", x);
    this.token.setAttribute("cy", y);
  },

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.arrive = null;
  },

  // Put the token where *step* is; with a speed it travels there first
  go(journey, step, speed = 0, arrived = () => {}) {
    this.stop();
    const way = journey.drawing.ways[step];
    const past = this.before(journey, step);
    const end = way[way.length - 1];
    const parts = way.slice(1).map((point, n) => Math.hypot(point[0] - way[n][0], point[1] - way[n][1]));
    const length = parts.reduce((sum, part) => sum + part, 0);
    if (!speed || calm.matches || !length) {
      this.place([...past, ...way], end);
      this.follow();
      arrived();
      return;
    }
    const duration = Math.min(900, 220 + length * 1.6) / speed;
    const began = performance.now();
    this.arrive = arrived;
    const move = (now) => {
      const part = Math.min(1, Math.max(0, (now - began) / duration));
      const eased = part < 0.5 ? 2 * part * part : 1 - 2 * (1 - part) ** 2;
      let left = eased * length;
      let n = 0;
      while (n < parts.length - 1 && left > parts[n]) left -= parts[n++];
      const share = parts[n] ? Math.min(1, left / parts[n]) : 1;
      const [a, b] = [way[n], way[n + 1]];
      this.place([...past, ...way.slice(0, n + 1)], [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]);
      if (part < 1) {
        this.frame = requestAnimationFrame(move);
        return;
      }
      this.frame = 0;
      this.follow();
      const then = this.arrive;
      this.arrive = null;
      then?.();
    };
    this.frame = requestAnimationFrame(move);
  },

  // Keep the token in view where the drawing is taller than its place
  follow() {
    const box = $("picture");
    if (box.scrollHeight <= box.clientHeight + 1) return;
    const token = this.token.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    if (token.top < frame.top + 40) box.scrollTop -= frame.top + 80 - token.top;
    else if (token.bottom > frame.bottom - 40) box.scrollTop += token.bottom - frame.bottom + 80;
  },
};
