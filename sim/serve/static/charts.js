// Draws courses with uPlot from the JSON that stands in the page. Colours as in the report: the reference grey, then Okabe and Ito.
"use strict";
const telsimCharts = (() => {
  const GREY = "#6e6e6e";
  const LOOKS = [["#0072b2", []], ["#d55e00", [8, 4]], ["#009e73", [8, 3, 2, 3]], ["#cc79a7", [2, 3]], ["#e69f00", [12, 3]], ["#56b4e9", [4, 2]], ["#000000", [10, 2, 2, 2, 2, 2]]];
  const HEIGHT = 168;
  let drawn = [];

  function looksOf(data) {
    const others = data.strategies.filter((name) => name !== data.reference);
    const looks = {};
    if (data.reference) looks[data.reference] = [GREY, [3, 3]];
    others.forEach((name, k) => { looks[name] = LOOKS[k % LOOKS.length]; });
    return looks;
  }

  function legend(box, data, looks) {
    box.replaceChildren(...data.strategies.map((name) => {
      const item = document.createElement("span");
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", "0 0 30 10");
      svg.setAttribute("aria-hidden", "true");
      const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
      for (const [key, value] of Object.entries({ x1: 0, x2: 30, y1: 5, y2: 5, stroke: looks[name][0], "stroke-width": 2.5, "stroke-dasharray": looks[name][1].join(" ") })) line.setAttribute(key, value);
      svg.append(line);
      item.append(svg, name === data.reference && data.referenceWord ? `${name} · ${data.referenceWord}` : name);
      return item;
    }));
  }

  function short(value) {
    if (value === null || value === undefined) return "";
    const size = Math.abs(value);
    const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return value.toFixed(digits).replace("-", "−");
  }

  // A course is either three lists (lower edge, median, upper edge) or one list without a band.
  function parts(course) { return Array.isArray(course[0]) ? course : [course, course, course]; }

  function draw(box, data, looks) {
    const chart = data.charts.find((one) => one.kpi === box.dataset.kpi);
    const what = box.dataset.what;
    const courses = chart[what];
    const names = data.strategies.filter((name) => name in courses);
    const read = document.createElement("p");
    read.className = "read";
    const unit = what === "levels" ? chart.unit : chart.changeUnit;
    const prompt = what === "levels" ? unit : `${unit}, ${data.changeWord} ${data.reference}`;
    read.textContent = prompt;
    box.replaceChildren(read);
    const values = [data.months.map((_, k) => k)];
    const series = [{}];
    const bands = [];
    for (const name of names) {
      const [low, mid, high] = parts(courses[name]);
      const [colour, dash] = looks[name];
      values.push(high, low, mid);
      const at = series.length;
      series.push({ show: true, stroke: "transparent", width: 0, points: { show: false } }, { show: true, stroke: "transparent", width: 0, points: { show: false } }, { label: name, stroke: colour, width: 2, dash, points: { show: false } });
      if (Array.isArray(courses[name][0])) bands.push({ series: [at, at + 1], fill: colour + "1f" });
    }
    const year = (k) => { const month = data.months[k]; return month === undefined ? "" : month.endsWith("-01") || data.months.length < 14 ? (data.months.length < 14 ? month : month.slice(0, 4)) : ""; };
    const zero = (u) => {
      if (what !== "changes") return;
      const y = u.valToPos(0, "y", true);
      u.ctx.save(); u.ctx.strokeStyle = "#555"; u.ctx.lineWidth = 1; u.ctx.beginPath(); u.ctx.moveTo(u.bbox.left, y); u.ctx.lineTo(u.bbox.left + u.bbox.width, y); u.ctx.stroke(); u.ctx.restore();
    };
    const told = (u) => {
      const k = u.cursor.idx;
      read.textContent = k === null || k === undefined ? prompt : `${data.months[k]}: ` + names.map((name) => `${name} ${short(parts(courses[name])[1][k])}`).join("  ·  ") + ` ${unit}`;
      read.title = read.textContent;
    };
    const font = "11px system-ui, sans-serif";
    const splits = data.months.length < 14 ? data.months.map((_, k) => k).filter((k) => k % 3 === 0) : data.months.map((_, k) => k).filter((k) => data.months[k].endsWith("-01"));
    const plot = new uPlot({
      width: box.clientWidth, height: HEIGHT, series, bands, legend: { show: false },
      cursor: { sync: { key: "months" }, drag: { x: false, y: false }, points: { show: false } },
      scales: { x: { time: false }, y: what === "changes" ? { range: (u, low, high) => uPlot.rangeNum(Math.min(low, 0), Math.max(high, 0), 0.08, false) } : {} },
      axes: [
        { splits: () => splits, values: (u, at) => at.map(year), font, stroke: "#444", size: 26, grid: { stroke: "#e8ecef", width: 1 }, ticks: { stroke: "#c5ccd2", size: 4 } },
        { font, stroke: "#444", size: 52, space: 30, values: (u, at) => at.map((v) => String(+v.toPrecision(6)).replace("-", "−")), grid: { stroke: "#e8ecef", width: 1 }, ticks: { show: false } },
      ],
      hooks: { drawAxes: [zero], setCursor: [told] },
    }, values, box);
    drawn.push([plot, box]);
  }

  function all(root) {
    drawn.forEach(([plot]) => plot.destroy());
    drawn = [];
    const source = root.querySelector("script.chart-data");
    if (!source || typeof uPlot === "undefined") return;
    const data = JSON.parse(source.textContent);
    const looks = looksOf(data);
    const box = root.querySelector("#legend");
    if (box) legend(box, data, looks);
    root.querySelectorAll(".plot").forEach((plot) => draw(plot, data, looks));
  }

  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => drawn.forEach(([plot, box]) => plot.setSize({ width: box.clientWidth, height: HEIGHT })), 120);
  });
  return { all };
})();
