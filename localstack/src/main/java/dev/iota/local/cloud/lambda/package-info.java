/**
 * The local Lambda host: calls the handler classes that AWS would run, with the same JSON on both sides. In come
 * messages of queues, calls over HTTP and the ticks of schedules; out come answers, and the deletion of what a handler
 * did not report as failed. Step Functions, {@link dev.iota.local.cloud.states}, invokes functions here, too.
 */
@NullMarked
package dev.iota.local.cloud.lambda;

import org.jspecify.annotations.NullMarked;
