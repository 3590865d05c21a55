/** How many features of a model are watched, and as many parts of its output. */
export const mostFeatures = 64;
/** How many bins a numeric reference may have. */
export const mostBins = 100;
/** How many categories a reference may name. */
export const mostCategories = 1_000;
/** How many UTF-16 code units a category may have; a longer text is none that is known. */
export const longestCategory = 256;
