package dev.iota.cloud.queue;

import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.core.epoch.Attention;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.core.routing.PhaseTimer;
import dev.iota.core.routing.TakeoverTimer;
import java.time.Duration;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queue of delayed messages that guard leases and phases, and of what took longer than one invocation may. */
public final class TimerQueue {
    /** Longest delay of a message in SQS. A timer that comes too early is armed again. */
    public static final Duration LONGEST = Attention.LONGEST_DELAY;

    private final SqsClient sqs;
    private final QueueUrl url;

    /** The timer queue of a run, which must exist when it is used. */
    public TimerQueue(SqsClient sqs, Names names) {
        this.sqs = sqs;
        this.url = new QueueUrl(sqs, names.timers());
    }

    public String url() {
        return url.get();
    }

    /**
     * Sends a timer that arrives after {@code delay}, in whole seconds upward, or {@link #LONGEST} if that is sooner.
     */
    public void arm(LeaseTimer leaseTimer, Duration delay) {
        send(leaseTimer, delay);
    }

    /** The same for a look at an epoch. */
    public void arm(PhaseTimer phaseTimer, Duration delay) {
        send(phaseTimer, delay);
    }

    /** Sends what is left of a takeover, at once. */
    public void send(TakeoverTimer takeoverTimer) {
        send(takeoverTimer, Duration.ZERO);
    }

    private void send(Object message, Duration delay) {
        var wait = delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
        var millis = wait.isNegative() ? 0 : wait.toMillis();
        var seconds = Math.toIntExact(Math.ceilDiv(millis, 1000L));
        sqs.sendMessage(
                b -> b.queueUrl(url.get()).messageBody(Json.write(message)).delaySeconds(seconds));
    }
}
