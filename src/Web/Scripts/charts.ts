import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Tooltip } from "chart.js";

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, Tooltip);

interface Days {
  labels: number[];
  days: string[];
  inTime: number[];
  late: number[];
}

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function draw(canvas: HTMLCanvasElement): Chart {
  const data = JSON.parse(canvas.dataset["chart"] ?? "{}") as Days;
  const bar = { stack: "resolved", borderRadius: 3, maxBarThickness: 26, borderSkipped: false } as const;
  return new Chart(canvas, {
    type: "bar",
    data: {
      labels: data.labels,
      datasets: [
        { ...bar, label: canvas.dataset["inTime"] ?? "", data: data.inTime, backgroundColor: token("--chart-good") },
        { ...bar, label: canvas.dataset["late"] ?? "", data: data.late, backgroundColor: token("--chart-late") },
      ],
    },
    options: {
      maintainAspectRatio: false,
      animation: false,
      color: token("--muted"),
      font: { family: getComputedStyle(document.body).fontFamily },
      scales: {
        x: { stacked: true, grid: { display: false }, border: { color: token("--line") }, ticks: { color: token("--muted") } },
        y: { stacked: true, beginAtZero: true, grid: { color: token("--line-soft") }, border: { display: false }, ticks: { color: token("--muted"), precision: 0 } },
      },
      plugins: {
        legend: { position: "bottom", align: "start", labels: { boxWidth: 10, boxHeight: 10, color: token("--muted") } },
        tooltip: { callbacks: { title: items => data.days[items[0]?.dataIndex ?? 0] ?? "" } },
      },
    },
  });
}

/** Draws the charts of the page, and again when the colours change. */
export function startCharts(canvases: Iterable<HTMLCanvasElement>): void {
  const all = [...canvases];
  let charts = all.map(draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    charts.forEach(chart => chart.destroy());
    charts = all.map(draw);
  });
}
