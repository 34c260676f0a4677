package dev.iota.core.run;

/** A named shape: a model and how it is trained. Read from a file of the same fields; see {@link Presets}. */
public record Preset(ModelSpec model, TrainingSpec training) {}
