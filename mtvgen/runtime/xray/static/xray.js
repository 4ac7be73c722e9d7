// The page: the list of requests, the player, the keys, and the server that tells of new requests.
"use strict";

const show = {
  // Everything that depends on the journey, the step or the language
  all() {
    const { journey, other } = xray;
    list.show();
    $("one").hidden = !journey || Boolean(other);
    $("both").hidden = !other;
    $("nothing").hidden = Boolean(journey);
    if (!journey) drawing.build(xray.setting.blank, $("blank"));
    if (other) compare.show(journey, other);
    if (!journey) return;
    const hide = predict.isOpen(journey);
    panel.block(journey, hide);
    drawing.build(journey.drawing, $("picture"));
    $("scrub").max = hide ? predict.stopOf(journey) : lastStep(journey);
    this.step(0);
  },

  // The step that is reached; speed: the token travels there
  step(speed, arrived) {
    const { journey, step } = xray;
    if (!eventAt(journey, step)) return;  // a file may hold a journey without events
    const hide = predict.isOpen(journey);
    drawing.state(journey, step);
    drawing.go(journey, step, speed, arrived);
    $("scrub").value = step;
    const asks = hide && step >= predict.stopOf(journey);
    const text = asks ? t("question") : headline(eventAt(journey, step)).replaceAll("`", "");
    $("scrub").setAttribute("aria-valuetext", text);
    if (asks) predict.ask(journey);
    else panel.show(journey, step);
    $("say").textContent = text;
    $("first").disabled = $("back").disabled = step === 0;
    $("last").disabled = $("forward").disabled = step >= Number($("scrub").max);
  },

  async journey(id, { playing = false, step = 0 } = {}) {
    const journey = await source.journey(id);
    if (!journey) return;
    player.pause();
    xray.journey = journey;
    xray.other = null;
    xray.step = Math.min(step, lastStep(journey));
    player.touched = false;
    this.all();
    if (playing) player.play();
  },

  async compare(id) {
    player.pause();
    xray.other = id && xray.journey ? await source.journey(id) : null;
    this.all();
  },
};

const player = {
  playing: false,
  touched: false,  // the viewer has moved: a new request does not take the picture away
  timer: 0,

  get speed() {
    return Number($("speed").value);
  },

  get end() {
    return Number($("scrub").max);
  },

  go(step, speed = 0) {
    if (!xray.journey) return;
    this.touched = true;
    xray.step = Math.max(0, Math.min(step, this.end));
    show.step(speed);
  },

  step(by) {
    this.pause();
    this.go(xray.step + by, by > 0 ? Math.max(this.speed, 1) * 1.5 : 0);
  },

  play() {
    if (!xray.journey) return;
    if (xray.step >= this.end && !predict.isOpen(xray.journey)) xray.step = 0;
    this.set(true);
    this.show();
  },

  show() {
    show.step(this.speed, () => {
      if (!this.playing) return;
      if (xray.step >= this.end) {
        this.pause();
        setTimeout(() => list.follow(), 1500);  // what came meanwhile; the end stands a moment first
        return;
      }
      this.timer = setTimeout(() => {
        xray.step += 1;
        this.show();
      }, (calm.matches ? 1200 : 420) / this.speed);
    });
  },

  pause() {
    clearTimeout(this.timer);
    this.set(false);
    drawing.arrive = null;
  },

  toggle() {
    if (this.playing) this.pause();
    else this.play();
    this.touched = true;
  },

  set(playing) {
    this.playing = playing;
    $("play").classList.toggle("playing", playing);
    $("play").setAttribute("aria-label", t(playing ? "pause" : "play"));
    $("play").title = t(playing ? "pause" : "play");
  },

  get busy() {
    return this.playing || (this.touched && xray.journey && xray.step < this.end) || Boolean(xray.other)
      || Boolean(xray.journey && predict.isOpen(xray.journey));
  },
};

const list = {
  waiting: null,  // the latest page that came while another one was played

  follow(id = this.waiting) {
    this.waiting = $("follow").checked ? id : null;
    if (!this.waiting || player.busy) return;
    this.waiting = null;
    show.journey(id, { playing: true });
  },

  isPage({ path }) {
    return !/\.(css|js|mjs|png|jpe?g|svg|ico|webp|gif|woff2?|map)$/i.test(path);
  },

  fits(one) {
    if ($("pages-only").checked && !this.isPage(one)) return false;
    const text = `${one.number} ${one.method} ${one.path}?${one.query} ${one.status ?? ""}`.toLowerCase();
    return $("filter").value.toLowerCase().split(/\s+/).every((word) => text.includes(word));
  },

  row(one) {
    const shown = xray.journey?.id === one.id;
    const hidden = xray.predicting && !xray.answered.has(one.id);
    const { method, path, query, status } = one;
    const button = el(
      "button",
      { class: "request", "aria-current": shown ? "true" : null, onclick: () => show.journey(one.id, { playing: xray.predicting }) },
      el("span", { class: "method" }, method),
      el("span", { class: "path", title: path }, path, query ? el("span", { class: "faint" }, `?${query}`) : null),
      el("span", { class: `status ${status && !hidden ? tone(status) : ""}` }, hidden ? "?" : String(status ?? "–")),
      el("span", { class: "time" }, hidden ? "" : ms(one.ms)),
    );
    const beside = xray.journey && !shown && !xray.predicting
      ? el("button", { class: "beside", "aria-label": `${t("compare")}: ${method} ${path}`, title: t("compare"), "aria-pressed": String(xray.other?.id === one.id), onclick: () => show.compare(one.id) }, "⇄")
      : null;
    return el("li", {}, button, beside);
  },

  show() {
    const fitting = xray.summaries.filter((one) => this.fits(one));
    const focused = document.activeElement?.closest?.("#list") ? [...$("list").querySelectorAll("button")].indexOf(document.activeElement) : -1;
    $("list").replaceChildren(...fitting.map((one) => this.row(one)));
    if (focused >= 0) $("list").querySelectorAll("button")[focused]?.focus();
    $("count").textContent = String(xray.summaries.length);
    $("empty").hidden = fitting.length > 0 || !xray.summaries.length;
    $("empty").textContent = t("none_fits");
  },
};

// Where journeys come from: the page itself, or the server
const source = {
  most: 50,  // as many as the server remembers

  async journey(id) {
    if (!xray.journeys.has(id) && xray.setting.folder) {
      const answer = await fetch(`${xray.setting.folder}journey?id=${encodeURIComponent(id)}`).catch(() => null);
      notice(answer?.status === 404 ? "forgotten" : null);
      if (!answer?.ok) return null;
      xray.journeys.set(id, await answer.json());
      if (xray.journeys.size > this.most) xray.journeys.delete(xray.journeys.keys().next().value);
    }
    return xray.journeys.get(id) ?? null;
  },

  inside() {
    const block = document.getElementById("journeys");
    if (!block) return false;
    for (const journey of JSON.parse(block.textContent)) {
      xray.journeys.set(journey.id, journey);
      const { id, number, ms, request, response } = journey;
      xray.summaries.unshift({ id, number, ms, ...request, status: response?.status ?? null });
    }
    $("follow-label").hidden = true;
    return true;
  },

  listen() {
    let run = null;
    let patience = 250;
    const open = () => {
      const stream = new EventSource(`${xray.setting.folder}events`);
      stream.addEventListener("hello", (event) => {
        const { run: now, journeys } = JSON.parse(event.data);
        notice(run !== null && run !== now ? "restarted" : null);
        patience = 250;
        if (run !== now) xray.summaries = [];
        run = now;
        for (const one of journeys) this.add(one);
        list.show();
        this.begin();
      });
      stream.addEventListener("journey", (event) => {
        const one = JSON.parse(event.data);
        this.add(one);
        notice(null);
        list.show();
        if (list.isPage(one)) {
          $("say").textContent = t("arrived", { ...one, status: xray.predicting ? "" : one.status ?? "" });
          list.follow(one.id);
        }
      });
      stream.onerror = () => {
        stream.close();
        notice("lost");
        setTimeout(open, patience);
        patience = Math.min(patience * 2, 5000);
      };
    };
    open();
  },

  add(one) {
    if (xray.summaries.some((known) => known.id === one.id)) return;
    xray.summaries.unshift(one);
    xray.summaries.length = Math.min(xray.summaries.length, this.most);
  },

  begin() {
    if (xray.journey) return;
    const wanted = new URLSearchParams(location.search).get("journey");
    const first = xray.summaries.find((one) => one.id === wanted) ?? xray.summaries.find((one) => list.isPage(one));
    if (first) show.journey(first.id);
  },
};

const notice = (key) => {
  $("notice").hidden = !key;
  $("notice").textContent = key ? t(key) : "";
};

const speak = (lang) => {
  xray.lang = lang in xray.setting.texts ? lang : "en";
  translate();
  show.all();
  player.set(player.playing);
};

const setLarge = (on) => {
  document.documentElement.classList.toggle("large", on);
  $("large").setAttribute("aria-pressed", String(on));
};

const setPredicting = (on) => {
  xray.predicting = on;
  $("predict").setAttribute("aria-pressed", String(on));
  $("predict").textContent = t(on ? "predict_off" : "predict");
  $("predict").dataset.t = on ? "predict_off" : "predict";
  player.pause();
  xray.other = null;
  if (on && xray.journey && predict.isOpen(xray.journey)) xray.step = Math.max(0, predict.stopOf(xray.journey));
  show.all();
};

const changeSpeed = (by) => {
  $("speed").selectedIndex = Math.max(0, Math.min($("speed").length - 1, $("speed").selectedIndex + by));
};

const KEYS = {
  " ": () => player.toggle(),
  ArrowLeft: () => player.step(-1),
  ArrowRight: () => player.step(1),
  Home: () => player.step(-Infinity),
  End: () => player.step(Infinity),
  "-": () => changeSpeed(-1),
  "+": () => changeSpeed(1),
  "?": () => $("keys").showModal(),
  "/": () => $("filter").focus(),
  p: () => setPredicting(!xray.predicting),
  l: () => setLarge(!document.documentElement.classList.contains("large")),
  Escape: () => xray.other && show.compare(null),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  const { tagName, type } = event.target;
  const writing = (tagName === "INPUT" && type === "search") || tagName === "SELECT";
  if (event.key === "Escape" && writing) event.target.blur();
  if (writing || (event.key === " " && /^(BUTTON|SUMMARY|INPUT)$/.test(tagName) && event.target.id !== "scrub")) return;
  const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

$("play").addEventListener("click", () => player.toggle());
$("first").addEventListener("click", () => KEYS.Home());
$("last").addEventListener("click", () => KEYS.End());
$("back").addEventListener("click", () => player.step(-1));
$("forward").addEventListener("click", () => player.step(1));
$("scrub").addEventListener("input", () => {
  player.pause();
  player.go(Number($("scrub").value));
});
$("filter").addEventListener("input", () => list.show());
$("pages-only").addEventListener("change", () => list.show());
$("large").addEventListener("click", () => KEYS.l());
$("predict").addEventListener("click", () => KEYS.p());
$("help").addEventListener("click", () => KEYS["?"]());
$("language").addEventListener("click", () => speak(xray.lang === "zh" ? "en" : "zh"));

{
  const asked = new URLSearchParams(location.search).get("lang") ?? xray.setting.lang ?? navigator.language ?? "en";
  if (matchMedia("(max-width: 52rem)").matches) $("listing").open = false;
  predict.remember();
  const inside = source.inside();
  speak(asked.toLowerCase().split("-")[0]);
  if (inside) source.begin();
  else source.listen();
}
