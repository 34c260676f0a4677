package dev.iota.cloud.shape;

import java.time.Duration;

/**
 * A Lambda function.
 *
 * @param name logical name, unique in the run; {@link Names#function} makes the deployed name of it
 * @param handler class that implements {@code RequestHandler} and has a public constructor without parameters;
 *     named, not referred to, because this module comes before the handlers
 * @param memoryMb memory in MiB, which is also the share of the CPU (1769 MiB are one)
 * @param timeout the function is stopped after this time
 */
public record FunctionShape(String name, String handler, int memoryMb, Duration timeout) {}
