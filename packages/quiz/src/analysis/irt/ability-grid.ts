/** How many abilities are looked at. */
const points = 61;
const highest = 6;

/** Abilities at equal distances from −6 to 6. */
export const abilities: Float64Array = Float64Array.from(
  { length: points },
  (_ability, index) => highest * ((2 * index) / (points - 1) - 1),
);

/**
 * The logarithms of the shares that a standard normal distribution has of the abilities.
 *
 * For functions as smooth as these likelihoods, sums over equal distances are as exact as Gauss–Hermite quadrature: both
 * give the same digits of published estimates.
 */
export const logPrior: Float64Array = logShares();

function logShares(): Float64Array {
  let sum = 0;
  for (const ability of abilities) sum += Math.exp(-(ability ** 2) / 2);
  return abilities.map((ability) => -(ability ** 2) / 2 - Math.log(sum));
}
