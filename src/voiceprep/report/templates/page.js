"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds + 0.5));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => name in values ? values[name] : all);

  // ---- Points by verdict -------------------------------------------------------------------------
  const status = document.querySelector(".bar .status");
  const filter = (verdict) => {
    document.body.dataset.filter = verdict;
    let shown = 0;
    for (const list of document.querySelectorAll(".points")) {
      let here = 0;
      const points = list.querySelectorAll(".point");
      for (const point of points) {
        point.hidden = verdict !== "all" && !point.classList.contains(verdict);
        here += !point.hidden;
        const marks = point.closest(".answer").querySelectorAll(`mark[data-point="${point.dataset.point}"]`);
        for (const mark of marks) mark.classList.toggle("aside", point.hidden);
      }
      shown += here;
      const none = list.querySelector(".none-here");
      if (none) none.hidden = here > 0;
    }
    const form = shown === 1 ? data.texts.shown.one : data.texts.shown.other;
    status.textContent = verdict === "all" ? "" : fill(form, { n: shown });
  };
  for (const radio of document.querySelectorAll("input[name=filter]")) {
    radio.checked = radio.value === "all";
    radio.addEventListener("change", () => filter(radio.value));
  }

  // ---- Players -----------------------------------------------------------------------------------
  let current = null; // the answer that space plays

  class Answer {
    constructor(article, times) {
      this.article = article;
      this.starts = times.starts.map((each) => each / 100);
      this.ends = times.ends.map((each) => each / 100);
      this.length = times.length / 100;
      this.text = article.querySelector(".transcript");
      this.words = this.text ? [...this.text.querySelectorAll(".w")] : [];
      this.audio = article.querySelector("audio");
      this.now = -1;
      if (this.words.length) this.readable();
      if (this.audio) this.playable();
    }

    playable() {
      this.audio.controls = false;
      this.button = this.article.querySelector(".play");
      this.seek = this.article.querySelector(".seek");
      this.at = this.article.querySelector(".at");
      this.played = this.article.querySelector("clipPath rect");
      this.number = Number(this.article.dataset.answer) + 1;
      this.button.addEventListener("click", () => this.toggle());
      this.seek.addEventListener("input", () => this.go(Number(this.seek.value)));
      this.article.querySelector(".speed select").addEventListener("change", (event) => {
        this.audio.playbackRate = Number(event.target.value);
      });
      for (const button of this.article.querySelectorAll("[data-at]")) {
        button.addEventListener("click", () => this.play(Number(button.dataset.at)));
      }
      this.audio.addEventListener("play", () => this.started());
      this.audio.addEventListener("pause", () => this.stopped());
      this.audio.addEventListener("seeked", () => this.show(this.audio.currentTime));
      this.audio.addEventListener("ended", () => { this.stopped(); this.mark(-1); });
      this.audio.addEventListener("error", () => {
        this.article.querySelector(".trouble").hidden = false;
      });
      this.show(0);
    }

    go(seconds) {
      this.audio.currentTime = seconds;
      this.show(seconds);
    }

    play(from) {
      for (const other of answers) if (other !== this && other.audio) other.audio.pause();
      current = this;
      if (from !== undefined) this.go(from);
      else if (this.audio.ended) this.go(0);
      this.audio.play().catch(() => { /* the error event tells */ });
    }

    toggle() {
      if (this.audio.paused) this.play();
      else this.audio.pause();
    }

    started() {
      this.article.classList.add("playing");
      this.button.setAttribute("aria-label", fill(data.texts.pause, { n: this.number }));
      const step = () => {
        if (this.audio.paused) return;
        this.show(this.audio.currentTime);
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    }

    stopped() {
      this.article.classList.remove("playing");
      this.button.setAttribute("aria-label", fill(data.texts.play, { n: this.number }));
    }

    show(seconds) {
      const at = Math.min(seconds, this.length);
      this.seek.value = at;
      this.seek.setAttribute("aria-valuetext", fill(data.texts.of, { at: clock(at), length: clock(this.length) }));
      this.at.textContent = clock(at);
      this.played.setAttribute("width", this.length ? String(1000 * at / this.length) : "0");
      this.mark(this.wordAt(seconds));
    }

    wordAt(seconds) {
      let low = 0, high = this.starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.starts[middle] <= seconds + 0.005) low = middle + 1; else high = middle;
      }
      const n = low - 1;
      return n >= 0 && seconds < this.ends[n] + 0.15 ? n : -1;
    }

    mark(n) {
      if (n === this.now) return;
      if (this.words[this.now]) this.words[this.now].classList.remove("now");
      if (this.words[n]) this.words[n].classList.add("now");
      this.now = n;
    }

    // ---- Words: click, arrows, Enter -----------------------------------------------------------
    readable() {
      const number = new Map(this.words.map((word, n) => [word, n]));
      this.focused = 0;
      this.words[0].tabIndex = 0;
      const goal = (event) => number.get(event.target.closest(".w"));
      this.text.addEventListener("click", (event) => {
        const n = goal(event);
        if (n === undefined || String(getSelection())) return;
        this.focus(n, false);
        if (this.audio) this.play(this.starts[n]);
      });
      this.text.addEventListener("keydown", (event) => {
        const n = goal(event);
        if (n === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        const to = this.target(event.key, n);
        if (event.key === "Enter" && this.audio) this.play(this.starts[n]);
        else if (to !== undefined) this.focus(to, true);
        else return;
        event.preventDefault();
      });
      this.text.addEventListener("focusin", (event) => { if (goal(event) !== undefined) current = this; });
    }

    target(key, n) {
      const last = this.words.length - 1;
      const heads = this.words.flatMap((word, at) => {
        const mark = word.closest("mark");
        return mark && mark.querySelector(".w") === word ? [at] : [];
      });
      switch (key) {
        case "ArrowRight": return Math.min(last, n + 1);
        case "ArrowLeft": return Math.max(0, n - 1);
        case "Home": return 0;
        case "End": return last;
        case "ArrowDown": return heads.find((at) => at > n) ?? n;
        case "ArrowUp": return heads.findLast((at) => at < n) ?? n;
      }
      return undefined;
    }

    focus(n, move) {
      this.words[this.focused].removeAttribute("tabindex");
      this.focused = n;
      this.words[n].tabIndex = 0;
      if (move) this.words[n].focus();
    }
  }

  const answers = [...document.querySelectorAll(".answer")].map(
    (article) => new Answer(article, data.answers[Number(article.dataset.answer)]),
  );

  // Space plays wherever it means nothing else: the answer that played last, or the one in view.
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest("button, a, summary, select, textarea, input:not([type=range])")) return;
    const here = answers.find((each) => each.article.contains(event.target));
    const top = answers.find((each) => each.audio && each.article.getBoundingClientRect().bottom > innerHeight / 3);
    const answer = here && here.audio ? here : current || top;
    if (!answer || !answer.audio) return;
    event.preventDefault();
    answer.toggle();
  });

  // ---- Print: everything that is folded up is opened -------------------------------------------------
  const opened = [];
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll(".more details:not([open])")) {
      each.open = true;
      opened.push(each);
    }
  });
  addEventListener("afterprint", () => { for (const each of opened.splice(0)) each.open = false; });

  // ---- The contents show where one is --------------------------------------------------------------
  const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const link = links.get(entry.target.id);
      if (link) link.classList.toggle("here", entry.isIntersecting);
    }
  }, { rootMargin: "-30% 0px -65% 0px" });
  for (const answer of answers) watcher.observe(answer.article);
})();
