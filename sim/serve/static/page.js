// Levers, running, cancelling and what is shown. No framework: the server makes the HTML, this swaps it in.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const shown = $("shown");
  const word = (name, ...values) => {
    const found = $("words").content.querySelector(`[data-of="${name}"]`);
    let text = found ? found.textContent : name;
    if (values.length === 1) text = text.replace("#", values[0]);
    else values.forEach((value, k) => { text = text.replace(`#${k + 1}`, value); });
    return text;
  };

  addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
    button.textContent = word("copied");
  });
  telsimCharts.all(document);
  const ask = $("ask");
  if (!ask) return;

  // --- levers ------------------------------------------------------------------------------------------------
  const levers = $("levers");
  let moved = {}; // path -> text, of all operators
  const field = (lever) => lever.querySelector("select, input:not([type=range])");
  const slider = (lever) => lever.querySelector("input[type=range]");
  const same = (a, b) => a === b || (a !== "" && b !== "" && Number(a) === Number(b));

  function put(lever, text, from) {
    if (from !== field(lever)) field(lever).value = text;
    if (slider(lever) && from !== slider(lever)) slider(lever).value = text;
    const path = lever.dataset.path;
    if (same(text, lever.dataset.value)) delete moved[path]; else moved[path] = text;
    lever.classList.toggle("is-moved", path in moved);
    lever.querySelector(".back").hidden = !(path in moved);
    lever.querySelector(".wrong").hidden = true;
  }

  // Shares that add to one: the others give way in proportion, and the last takes what rounding left.
  function balance(group, lever, text) {
    const all = [...group.querySelectorAll(".lever")];
    const others = all.filter((one) => one !== lever);
    const value = Math.min(Math.max(Number(text) || 0, 0), 1);
    const sum = others.reduce((total, one) => total + (Number(field(one).value) || 0), 0);
    let left = Math.round((1 - value) * 1000);
    others.forEach((one, k) => {
      const share = sum > 0 ? (Number(field(one).value) || 0) / sum : 1 / others.length;
      const part = k === others.length - 1 ? left : Math.min(Math.round((1 - value) * share * 1000), left);
      left -= part;
      put(one, String(part / 1000));
    });
  }

  function stepped(range) {
    const step = Number(range.dataset.step), low = Number(range.min);
    const value = Math.round((Number(range.value) - low) / step) * step + low;
    return String(Number(value.toPrecision(10)));
  }

  function count() {
    const n = Object.keys(moved).length;
    $("own-count").textContent = n === 0 ? word("none") : n === 1 ? word("one") : word("many", n);
    if (n > 0 && !$("own").checked && !$("own").dataset.touched) $("own").checked = true;
    levers.querySelectorAll("details.levers").forEach((group) => {
      const own = group.querySelectorAll(".lever.is-moved").length;
      const badge = group.querySelector(".moved");
      badge.hidden = own === 0;
      badge.textContent = String(own);
    });
  }

  function policies() {
    const chosen = levers.querySelector('.lever[data-path$=".policy.name"]');
    if (!chosen) return;
    levers.querySelectorAll(".lever[data-policy]").forEach((lever) => { lever.hidden = lever.dataset.policy !== field(chosen).value; });
  }

  function changed(event) {
    const lever = event.target.closest(".lever");
    if (!lever) return;
    const text = event.target === slider(lever) ? stepped(slider(lever)) : event.target.value.trim();
    put(lever, text, event.target === slider(lever) ? slider(lever) : event.target);
    const group = lever.closest("details.levers");
    if (group.dataset.mix === "yes") balance(group, lever, text);
    policies();
    count();
    stale();
  }
  levers.addEventListener("input", changed);
  levers.addEventListener("click", (event) => {
    const button = event.target.closest("button.back");
    if (!button) return;
    const group = button.closest("details.levers");
    const list = group.dataset.mix === "yes" ? group.querySelectorAll(".lever") : [button.closest(".lever")];
    list.forEach((lever) => put(lever, lever.dataset.value));
    policies(); count(); stale();
  });

  async function fetchLevers() {
    const query = new URLSearchParams({ operator: $("operator").value, base: $("base").value });
    const answer = await fetch(`/levers/${ask.dataset.scenario}?${query}`);
    if (!answer.ok) return;
    levers.innerHTML = await answer.text();
    levers.querySelectorAll(".lever").forEach((lever) => {
      if (lever.dataset.path in moved) put(lever, moved[lever.dataset.path]);
    });
    policies(); count(); find();
  }
  $("operator").addEventListener("change", fetchLevers);
  $("base").addEventListener("change", () => { fetchLevers(); stale(); });

  function find() {
    const wanted = $("find").value.trim().toLowerCase();
    levers.querySelectorAll("details.levers").forEach((group) => {
      const name = group.querySelector("summary").textContent.toLowerCase();
      let any = false;
      group.querySelectorAll(".lever").forEach((lever) => {
        const fits = !wanted || name.includes(wanted) || lever.textContent.toLowerCase().includes(wanted);
        lever.classList.toggle("left-out", !fits);
        any = any || fits;
      });
      group.hidden = !any;
      if (wanted) group.open = any;
    });
  }
  $("find").addEventListener("input", find);

  // --- what is asked -----------------------------------------------------------------------------------------
  function wanted() {
    const ticked = [...ask.querySelectorAll('input[name="strategy"]:checked')];
    const name = $("own-name").value.trim();
    const own = $("own").checked;
    return {
      scenario: ask.dataset.scenario,
      strategies: ticked.map((tick) => (tick === $("own") ? name : tick.value)),
      against: ask.querySelector('input[name="against"]:checked').value,
      customers: Number($("size-customers").value), months: Number($("size-months").value), replications: Number($("size-replications").value),
      mine: own ? { name, base: $("base").value, moved, begins: $("begins").value.trim() } : null,
    };
  }
  let answered = "";
  function stale() {
    const old = answered !== "" && answered !== JSON.stringify(wanted());
    shown.classList.toggle("stale", old);
    $("stale").hidden = !old;
  }
  ask.addEventListener("change", stale);
  ["own-name", "begins", "size-customers", "size-months", "size-replications"].forEach((id) => $(id).addEventListener("input", stale));
  $("own").addEventListener("change", () => { $("own").dataset.touched = "yes"; });

  // --- running -----------------------------------------------------------------------------------------------
  let job = "", began = 0;
  const post = (address, content) => fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content || {}) });

  function running(on) {
    $("run").disabled = on;
    $("cancel").hidden = $("progress").hidden = !on;
    if (!on) job = "";
  }

  function problems(found) {
    const box = $("problems");
    box.hidden = false;
    box.textContent = found.error;
    for (const problem of found.errors || []) {
      const lever = [...levers.querySelectorAll(".lever")].find((one) => problem.path.endsWith(one.dataset.path));
      if (!lever) continue;
      lever.closest("details").open = true;
      const line = lever.querySelector(".wrong");
      line.hidden = false;
      line.textContent = problem.message + (problem.hint ? ` – ${problem.hint}` : "");
    }
    if (box.getBoundingClientRect().top < 0) box.scrollIntoView();
  }

  ask.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (job) return;
    $("problems").hidden = true;
    levers.querySelectorAll(".wrong").forEach((line) => { line.hidden = true; });
    const asked = wanted();
    running(true);
    $("progress").removeAttribute("value");
    $("said").textContent = word("waiting");
    began = performance.now();
    try {
      const answer = await post("/run", asked);
      const found = await answer.json();
      if (!answer.ok) { problems(found); $("said").textContent = ""; running(false); return; }
      if (found.comparison) { await show(found.comparison, asked); return; }
      job = found.job;
      poll(asked);
    } catch { $("said").textContent = word("lost"); running(false); }
  });

  async function poll(asked) {
    const mine = job;
    try {
      const answer = await fetch(`/job/${mine}`);
      const found = await answer.json();
      if (job !== mine) return;
      if (found.state === "done") { await show(found.comparison, asked); return; }
      if (found.state === "failed" || !answer.ok) { problems(found); $("said").textContent = ""; running(false); return; }
      if (found.state === "cancelled") { $("said").textContent = word("cancelled"); running(false); return; }
      told(found);
      setTimeout(() => poll(asked), 250);
    } catch { $("said").textContent = word("lost"); running(false); }
  }

  function told(found) {
    if (found.done === 0) { $("said").textContent = found.state === "waiting" ? word("waiting") : word("running", 0, found.total); return; }
    $("progress").value = found.done / found.total;
    const left = ((performance.now() - began) / 1000 / found.done) * (found.total - found.done);
    $("said").textContent = found.done === found.total ? word("finishing") : `${word("running", found.done, found.total)}, ${word("left", Math.max(1, Math.round(left)))}`;
  }

  $("cancel").addEventListener("click", async () => {
    if (job) await post(`/job/${job}/cancel`);
  });

  async function show(name, asked) {
    const answer = await fetch(`/comparison/${encodeURIComponent(name)}?part`);
    if (answer.ok) {
      shown.innerHTML = await answer.text();
      answered = JSON.stringify(asked);
      telsimCharts.all(shown);
    } else problems({ error: `${answer.status}` });
    $("said").textContent = "";
    running(false);
    stale();
  }
  policies();
})();
