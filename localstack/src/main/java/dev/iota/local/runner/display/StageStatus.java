package dev.iota.local.runner.display;

/**
 * How busy a stage is.
 *
 * @param utilisation share of the time since the last look that its devices computed, 0 to 1
 * @param queue microbatches that are at the stage
 */
record StageStatus(double utilisation, int queue) {}
