package dev.iota.local.cloud;

import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.Resources;
import dev.iota.local.cloud.lambda.HandlerFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What an embedded cloud is to be.
 *
 * @param folder the run's folder: all data, and where the last start listened
 * @param names names of the run
 * @param port port of the HTTP API, or 0 for the remembered one or else a free one
 * @param resources what exists in it
 * @param handlers makes the functions' handlers
 * @param clock the time
 * @param random what credentials are made of; must be unpredictable
 */
public record CloudOptions(
        Path folder,
        Names names,
        int port,
        Resources resources,
        HandlerFactory handlers,
        Clock clock,
        RandomGenerator random) {}
