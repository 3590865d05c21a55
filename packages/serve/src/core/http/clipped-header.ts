const mostPlaces = 20;

/** Says in a header which values were clipped; at most 20 places, then how many more. */
export function clippedHeader(places: readonly string[]): Readonly<Record<string, string>> {
  if (places.length === 0) return {};
  const more = places.length - mostPlaces;
  const listed = places.slice(0, mostPlaces).map((place) => encodeURI(place));
  return { "x-clipped": [...listed, ...(more > 0 ? [`and ${more} more`] : [])].join(", ") };
}
