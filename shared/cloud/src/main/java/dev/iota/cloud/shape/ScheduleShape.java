package dev.iota.cloud.shape;

import java.time.Duration;

/**
 * A function that is invoked at a fixed rate.
 *
 * @param function the function's logical name
 * @param rate time between invocations, whole minutes (nothing finer exists on AWS)
 */
public record ScheduleShape(String function, Duration rate) {}
