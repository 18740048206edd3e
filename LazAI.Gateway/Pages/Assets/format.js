// How values are shown. Exact values stay available as tooltips.

const numbers = new Intl.NumberFormat("en");
const fractions = new Intl.NumberFormat("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const decimals = 18n;
const unit = 10n ** decimals;

export const count = (value) => numbers.format(value);

/** A rate: one decimal while it is small. */
export const rate = (value) => (value < 100 && !Number.isInteger(value) ? fractions.format(value) : numbers.format(Math.round(value)));

/** 0x1234…abcd */
export const shortHash = (hex) => (hex.length > 14 ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex);

export const milliseconds = (value) => {
  if (value >= 1000) {
    return `${fractions.format(value / 1000)} s`;
  }
  return value >= 10 ? `${numbers.format(Math.round(value))} ms` : `${value.toPrecision(2)} ms`;
};

/** An amount of base units as tokens: rounded to be read, and exact. */
export function amount(baseUnits, asset = "LCAI") {
  const value = BigInt(baseUnits);
  const whole = value / unit;
  const fraction = (value % unit).toString().padStart(Number(decimals), "0");
  const exact = fraction.replace(/0+$/, "");
  const shown = whole > 0n ? fraction.slice(0, 2).replace(/0+$/, "") : significant(fraction);
  const text = `${whole > 0n ? numbers.format(whole) : "0"}${shown ? `.${shown}` : ""} ${asset}`;
  return {
    text,
    exact: `${whole}${exact ? `.${exact}` : ""} ${asset} (${baseUnits} base units)`,
  };
}

/** Of a fraction below one token, three digits that say something. */
function significant(fraction) {
  const first = fraction.search(/[1-9]/);
  return first < 0 ? "" : fraction.slice(0, first + 3).replace(/0+$/, "");
}

/** Basis points as a percentage. */
export const percent = (basisPoints) => `${numbers.format(basisPoints / 100)} %`;

/** What each status of a task means, in the order of its life. */
export const statuses = {
  Submitted: "waits for a worker",
  Assigned: "a worker holds its lease",
  Executed: "a result is there",
  Verified: "its evidence holds",
  Batched: "in a sealed batch",
  Provisional: "signed by a committee",
  Final: "beyond dispute",
  Settled: "paid",
  Expired: "no result in time, fee returned",
  Invalid: "a fault was proven",
};
