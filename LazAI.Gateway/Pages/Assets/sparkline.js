// A curve of the last 60 seconds. It repeats what the number beside it says, so it is hidden from screen readers.

const namespace = "http://www.w3.org/2000/svg";
const width = 240;
const height = 40;

export function sparkline(host) {
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", "spark");
  svg.setAttribute("aria-hidden", "true");
  const area = document.createElementNS(namespace, "path");
  area.setAttribute("class", "spark-area");
  const line = document.createElementNS(namespace, "path");
  line.setAttribute("class", "spark-line");
  svg.append(area, line);
  host.replaceChildren(svg);

  return (values) => {
    const highest = Math.max(...values, 1);
    const step = width / (values.length - 1);
    const points = values.map((value, i) => `${(i * step).toFixed(1)},${(height - 2 - (value / highest) * (height - 6)).toFixed(1)}`);
    line.setAttribute("d", `M${points.join("L")}`);
    area.setAttribute("d", `M0,${height}L${points.join("L")}L${width},${height}Z`);
  };
}
