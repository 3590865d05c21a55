/** Metrics as text for a scraper. What `createMetrics` of `@mlops/serve/metrics` makes fits. */
export interface Exposition {
  expose(): Promise<{ text: string; contentType: string }>;
}
